"""IP addresses as text."""

import ipaddress


def canonical(text):
    """The one spelling of an IP address, IPv4 as such behind a socket for both; "" for what is none.

    Without an IPv6 zone (`fe80::1%eth0`): that may be any text, and goes into the log.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
