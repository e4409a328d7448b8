"""The web server's app: public pages, health checks, and the endpoints for platforms."""
