"""Writes the invoice of an order that has been totalled."""


def handle(event):
    order = event["data"]
    rows = [("net", order["net"]), ("VAT", order["vat"]), ("to pay", order["total"])]
    width = max(len(amount) for _, amount in rows)
    title = f"Invoice {order['order']}: {order['customer']} has to pay {order['total']} EUR"
    items = "1 item" if order["lines"] == 1 else f"{order['lines']} items"
    lines = [f"{what:<8}{amount:>{width}} EUR" for what, amount in rows]
    return {"order": order["order"], "title": title, "text": "\n".join([title, items, *lines])}
