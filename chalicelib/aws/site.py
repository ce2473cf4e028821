"""Where the site is served: written into the Parameter Store by the stack, since it is known only after the API is."""

from functools import cache
from urllib.parse import quote

from chalicelib.aws.clients import client
from chalicelib.kernel.settings import settings


@cache
def site_url() -> str:
    """The address of the site, without a slash at its end. Tests clear the cache."""
    name = f"/{settings().stack_name}/site-url"
    return str(client("ssm").get_parameter(Name=name)["Parameter"]["Value"]).rstrip("/")


def link(*parts: str) -> str:
    """A link into the site; its parts stand in the fragment, which reaches no server and no log."""
    return f"{site_url()}/#/" + "/".join(quote(part, safe="") for part in parts)
