"""The playground: three chats of the sample center side by side, on a local web page."""
