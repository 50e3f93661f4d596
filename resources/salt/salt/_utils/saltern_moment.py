"""Until when a delay holds an event, as Saltern's delay reckons it."""

import datetime
import re
import time
import zoneinfo

_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_LONGEST_NS = 365 * 86400 * 10**9
# Each unit once, the longest first.
_DURATION = re.compile(r"(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?")
_LONGEST_DURATION = 100 * 365 * 86400  # seconds


def until(tools, settings, now):
    """Nanoseconds since 1970. `settings` (rendered) have `for`, or else `until` with `timezone`."""
    text_of, fault = tools["saltern_template.text_of"], tools["saltern_fault.fault"]
    if settings.get("until"):
        moment = _moment(tools, text_of(settings["until"]), settings.get("timezone", ""), now)
    else:
        moment = now + round(_seconds(tools, text_of(settings["for"])) * 1000) * 10**6
    if moment - now > _LONGEST_NS:
        raise fault("bad-input", "A delay lasts at most 365 days.", "Name an earlier moment.")
    return moment


def _seconds(tools, text):
    """What a template makes of `for` may be anything."""
    seconds = tools["saltern_event.duration"](text) if _DURATION.fullmatch(text) else None
    if seconds is None or seconds > _LONGEST_DURATION:
        message = f'"{text[:40]}" is not a duration.'
        remedy = "Write a whole number with a unit, such as 250ms, 10s, 5m, 1h30m or 2d."
        raise tools["saltern_fault.fault"]("bad-input", message, remedy)
    return seconds


def _moment(tools, text, zone, now):
    fault = tools["saltern_fault.fault"]
    found = _TIME_OF_DAY.fullmatch(text)
    try:
        if not found:
            return tools["saltern_event.parse_time"](text)
        clock = _Clock(zone)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        if found:
            message = f'There is no time zone "{zone[:60]}".'
            raise fault("bad-input", message, "Use an IANA name such as Europe/Berlin.") from None
        message = f'"{text[:60]}" is neither a time of day nor a moment.'
        raise fault("bad-input", message, "Write 08:30, or 2026-01-31T08:30:00Z.") from None
    of_day = datetime.time(int(found[1]), int(found[2]))
    today = clock.local(now // 10**9).date()
    moment = clock.on_day(today, of_day)
    if moment * 10**9 <= now:
        moment = clock.on_day(today + datetime.timedelta(days=1), of_day)
    return moment * 10**9


class _Clock:
    """The clock on the wall of a time zone; of the machine's own when none is named."""

    def __init__(self, zone):
        self._zone = zoneinfo.ZoneInfo(zone) if zone else None

    def local(self, seconds):
        return datetime.datetime.fromtimestamp(seconds, self._zone).replace(tzinfo=None)

    def _stamp(self, local):
        if self._zone:
            return round(local.replace(tzinfo=self._zone).timestamp())
        return round(time.mktime(local.timetuple()[:8] + (-1,)))

    def on_day(self, day, of_day):
        """A time that the clock jumps over in spring comes as much later as it jumped; of one that comes
        twice in autumn the first is meant."""
        midnight = self._stamp(datetime.datetime.combine(day, datetime.time()))
        counted = midnight + of_day.hour * 3600 + of_day.minute * 60
        written = self._stamp(datetime.datetime.combine(day, of_day))
        exists = self.local(written).time() == of_day
        return counted if self.local(counted).time() == of_day or not exists else written
