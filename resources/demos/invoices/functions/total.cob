       >>SOURCE FORMAT IS FREE
*> Totals an order. The event arrives on standard input as one line of JSON; what is displayed is the
*> exit event's data. GnuCOBOL 3 reads no JSON, so the line is taken apart here, string by string: no
*> text in an order can be mistaken for a price. Money is decimal all the way, and text in the result.
identification division.
program-id. total.

environment division.
input-output section.
file-control.
    select event-file assign to keyboard organization line sequential.

data division.
file section.
fd event-file record is varying from 1 to 1048576 characters depending on event-length.
01 event-line       pic x(1048576).

working-storage section.
01 event-length     pic 9(9) comp-5.
01 here             pic 9(9) comp-5 value 1.
01 text-start       pic 9(9) comp-5.
01 text-length      pic 9(9) comp-5.
01 text-value       pic x(200).
01 key-name         pic x(200).
01 depth            pic 9(9) comp-5 value 0.
01 body-depth       pic 9(9) comp-5 value 0.
01 items-depth      pic 9(9) comp-5 value 0.
   88 outside-items value 0.

01 order-number     pic x(200).
01 customer         pic x(200).
01 line-count       pic 9(6) value 0.
01 quantity         pic 9(7)v9(3) value 0.
01 price            pic 9(9)v9(4) value 0.
01 vat-percent      pic 9(2)v99.
01 net              pic 9(12)v99 value 0.
01 vat              pic 9(12)v99.
01 total            pic 9(12)v99.
01 shown-count      pic z(5)9.
01 shown-net        pic z(11)9.99.
01 shown-vat        pic z(11)9.99.
01 shown-total      pic z(11)9.99.
01 problem          pic x(80).

procedure division.
    accept text-value from environment "VAT_PERCENT"
    move function numval(text-value) to vat-percent
    open input event-file
    read event-file end-read
    perform take-character varying here from here by 1 until here > event-length
    if order-number = space or line-count = 0
        move "an order needs a number, and items with quantity and price" to problem
        perform refuse
    end-if
    perform add-tax
    move line-count to shown-count
    move net to shown-net
    move vat to shown-vat
    move total to shown-total
    display "order " function trim(order-number) ": net " function trim(shown-net) upon stderr
    display '{"order":"' function trim(order-number)
        '","customer":"' function trim(customer)
        '","lines":' function trim(shown-count)
        ',"net":"' function trim(shown-net)
        '","vat":"' function trim(shown-vat)
        '","total":"' function trim(shown-total) '"}'
    stop run.

take-character.
    evaluate event-line(here:1)
        when '{'
            add 1 to depth
            if key-name = "body" and body-depth = 0 move depth to body-depth end-if
        when '['
            add 1 to depth
            if key-name = "items" and depth = body-depth + 1 move depth to items-depth end-if
        when '}'
            if not outside-items and depth = items-depth + 1 perform add-line end-if
            *> Nothing behind the body is part of the order.
            if depth = body-depth move event-length to here end-if
            subtract 1 from depth
        when ']'
            if depth = items-depth set outside-items to true end-if
            subtract 1 from depth
        when '"'
            perform take-string
        when '-'
        when '0' thru '9'
            perform take-number
    end-evaluate.

*> What follows a backslash cannot end the string. The text is kept as it is written, escapes and all:
*> that is how it leaves again.
take-string.
    compute text-start = here + 1
    perform varying here from text-start by 1
            until here > event-length or event-line(here:1) = '"'
        if event-line(here:1) = '\' add 1 to here end-if
    end-perform
    compute text-length = here - text-start
    perform keep-text
    if event-line(here + 1:1) = ':'
        move text-value to key-name
    else
        perform take-value
    end-if.

take-number.
    move here to text-start
    perform varying here from here by 1
            until event-line(here + 1:1) = ',' or '}' or ']' or space
        continue
    end-perform
    compute text-length = here - text-start + 1
    perform keep-text
    perform take-value.

keep-text.
    move space to text-value
    if text-length > 0
        move event-line(text-start:text-length) to text-value
    end-if.

take-value.
    evaluate true
        when depth = body-depth and key-name = "order"
            perform check-length
            move text-value to order-number
        when depth = body-depth and key-name = "customer"
            perform check-length
            move text-value to customer
        when not outside-items and depth = items-depth + 1 and key-name = "quantity"
            move function numval(text-value) to quantity
        when not outside-items and depth = items-depth + 1 and key-name = "price"
            move function numval(text-value) to price
    end-evaluate.

check-length.
    if text-length > length of text-value
        move "a name in the order is longer than 200 characters" to problem
        perform refuse
    end-if.

add-line.
    compute net rounded = net + quantity * price
        on size error perform refuse-size
    end-compute
    add 1 to line-count
    move 0 to quantity price.

add-tax.
    compute vat rounded = net * vat-percent / 100
    compute total = net + vat
        on size error perform refuse-size
    end-compute.

refuse-size.
    move "the order is worth more than can be written down" to problem
    perform refuse.

refuse.
    display function trim(problem) upon stderr
    stop run returning 1.
