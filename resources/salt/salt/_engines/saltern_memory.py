"""Salt engine of the master: what the windows and delays of one pipeline remember.

    engines:
      - saltern_memory_shop:
          engine_module: saltern_memory
          pipeline: shop
          revision: 3f2a...
          nodes: '{"crash-loop": {"kind": "window", "settings": {...}}}'    # JSON

The pipeline's SLS hands it events (`saltern/held/<pipeline>/<node>`). What goes on unchanged comes back
as `saltern/freed/<pipeline>/<node>`, what is new as an event of Saltern. All of it is in memory: when
the master stops, it is forgotten.
"""

import heapq
import json
import logging
import time

log = logging.getLogger(__name__)

_MOST_WAITING = 20_000  # events at a delay
_MOST_HOPS = 16
_LONGEST_PATIENCE = 60  # seconds
_SHARED = (
    "saltern_event.duration",
    "saltern_event.format_time",
    "saltern_event.parse_time",
    "saltern_fault.fault",
    "saltern_pattern.matches",
    "saltern_template.missing",
    "saltern_template.render",
    "saltern_template.text_of",
)


def start(pipeline, revision, nodes):
    _Memory(pipeline, revision, json.loads(nodes)).run()


class _Memory:
    def __init__(self, pipeline, revision, nodes):
        self.pipeline, self.revision = pipeline, revision
        self.tools = {name: __utils__[name] for name in _SHARED}
        self.windows, self.delays = {}, {}
        for name, node in nodes.items():
            if node["kind"] == "delay":
                self.delays[name] = 0
            else:
                self.windows[name] = __utils__["saltern_window.window"](self.tools, node["settings"])
        self.waiting, self._count = [], 0  # [(due, number, node, event, context)], a heap
        self.fire = None

    def run(self):
        import salt.utils.event

        folder, tag = __opts__["sock_dir"], f"saltern/held/{self.pipeline}/"
        master = salt.utils.event.get_master_event(__opts__, folder, listen=False)
        self.fire = lambda tag_, data: master.fire_event(data, tag_)
        for window in self.windows.values():
            window.begin(time.time_ns())
        with salt.utils.event.get_master_event(__opts__, folder, listen=True) as bus:
            while True:
                arrived = bus.get_event(wait=self._patience(), tag=tag, full=True)
                self._elapse(time.time_ns())
                if arrived:
                    self._arrive(arrived["tag"][len(tag) :], arrived["data"])

    def _patience(self):
        """Seconds until something is due."""
        dues = [window.due() for window in self.windows.values()] + [entry[0] for entry in self.waiting[:1]]
        known = [due for due in dues if due is not None]
        wait = (min(known) - time.time_ns()) / 1e9 if known else _LONGEST_PATIENCE
        return min(max(wait, 0.01), _LONGEST_PATIENCE)

    def _arrive(self, name, sent):
        try:
            event, context = json.loads(sent["event"]), json.loads(sent["context"])
        except (KeyError, TypeError, ValueError) as error:
            log.error("saltern %s/%s: an event is refused: %s", self.pipeline, name, error)
            return
        try:
            if name in self.delays:
                self._delay(name, event, context, json.loads(sent["settings"]))
            elif name in self.windows:
                self._decide(name, event, context)
            else:
                log.error("saltern %s/%s: there is no such node; restart the master", self.pipeline, name)
        except Exception as error:  # pylint: disable=broad-except
            for elapsed in getattr(error, "elapsed", []):
                self._begin_run(name, *elapsed)
            self._leave(name, "error", {"error": __utils__["saltern_fault.told"](error)}, event, context)

    def _delay(self, name, event, context, settings):
        now = time.time_ns()
        due = __utils__["saltern_moment.until"](self.tools, settings, now)
        if self.delays[name] >= _MOST_WAITING:
            message = f"{_MOST_WAITING} events wait at this node already."
            raise self.tools["saltern_fault.fault"]("conflict", message, "Shorten the delay.")
        self.delays[name] += 1
        self._count += 1
        heapq.heappush(self.waiting, (due, self._count, name, event, context))

    def _decide(self, name, event, context):
        cause = f"{self.pipeline}/{context['run']['id']}/{name}"
        exits, elapsed = self.windows[name].evaluate(event, cause, time.time_ns())
        for completed in elapsed:
            self._begin_run(name, *completed)
        for port, data in exits:
            if data is None:
                self._free(name, port, event, context)
            else:
                self._leave(name, port, data, event, context)

    def _elapse(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            _, _, name, event, context = heapq.heappop(self.waiting)
            self.delays[name] -= 1
            self._free(name, "out", event, context)
        for name, window in self.windows.items():
            for completed in window.elapse(now):
                self._begin_run(name, *completed)

    def _free(self, name, port, event, context):
        """The event goes on unchanged: nobody but the pipeline itself hears of it."""
        sent = __utils__["saltern_event.payload"](event, {**context, "node": name, "port": port})
        self.fire(f"saltern/freed/{self.pipeline}/{name}", sent)

    def _leave(self, name, port, data, event, context):
        """A new event, in the same run."""
        done = self._make(name, port, data, event, f"{self.pipeline}/{context['run']['id']}/{name}")
        done["salternhops"] = context["trigger"].get("salternhops", 0) + 1
        self._publish(done, {**context, "node": name, "port": port})

    def _begin_run(self, name, port, data, about):
        """What time completed begins a run, whose trigger it is."""
        event = self._make(name, port, data, about or {}, (about or {}).get("salterncause", ""))
        if about:
            event["salternhops"] = about.get("salternhops", 0) + 1
        if event.get("salternhops", 0) > _MOST_HOPS:
            log.error("saltern %s/%s: the event has gone through 16 steps and ends here", self.pipeline, name)
            return
        run = __utils__["saltern_event.new_run"](self.pipeline, self.revision)
        self._publish(event, {"run": run, "trigger": event, "steps": {}, "node": name, "port": port})

    def _make(self, name, port, data, event, cause):
        return __utils__["saltern_event.make"](
            f"saltern/{self.pipeline}/{name}/{port}",
            data,
            source="saltern/" + self.pipeline,
            subject=event.get("subject", ""),
            host=event.get("salternhost", ""),
            cause=cause,
        )

    def _publish(self, event, context):
        tag, sent = __utils__["saltern_event.bounded"](event, context, __opts__["max_event_size"])
        self.fire(tag, sent)
