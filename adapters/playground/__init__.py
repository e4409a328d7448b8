"""The playground: a local web page that shows three chats of the sample center."""
