"""The playground: a local web page with three chats of the sample center side by side."""
