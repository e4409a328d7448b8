"""Windows (modals), one file each: what opens one, what stands in it, what is done with it."""
