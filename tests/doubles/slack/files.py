"""Files in Slack: the app's own, and those that people share."""

from dataclasses import dataclass, field

from tests.doubles.slack.schema import Json


@dataclass(eq=False)
class SharedFile:
    """A file in Slack, or one being uploaded."""

    id: str
    name: str
    length: int
    alt_text: str
    content: bytes | None = None
    title: str = ""
    shared: bool = False
    media_type: str = ""
    url: str = ""
    """Where the app can download a person's file. The app's own files have no URL."""
    told: Json = field(default_factory=dict)
    """Fields of Slack's description of the file that differ from the usual ones."""

    def as_slack_shows_it(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "mode": "hosted",
            "alt_txt": self.alt_text,
            **({"mimetype": self.media_type, "is_external": False} if self.media_type else {}),
            **({"url_private": self.url, "url_private_download": self.url} if self.url else {}),
            **self.told,
        }
