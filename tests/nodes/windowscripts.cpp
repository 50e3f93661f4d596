#include "tests/nodes/windowscripts.h"

#include <QTest>

void addWindowScripts()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("told");
    const auto row =
        [](const char *name, const char *settings, const char *script, const char *told) {
            QTest::newRow(name) << QByteArray(settings) << QString::fromLatin1(script)
                                << QString::fromLatin1(told);
        };
    const char *count = "{'by':'event.data.name','over':'60s','atLeast':3}";
    row("two are below", count, "0 a; 12 a", "below,below");
    row("the third reaches", count, "0 a; 12 a; 24 a", "below,below,reached a x3 #3");
    row("each further one, too",
        count,
        "0 a; 12 a; 24 a; 36 a",
        "below,below,reached a x3 #3,reached a x3 #4");
    row("keys apart",
        count,
        "0 a; 12 b; 24 a; 36 b; 48 a",
        "below,below,below,below,reached a x3 #5");
    row("exactly over is out", count, "0 a; 12 a; 60 a", "below,below,below");
    row("just within", count, "0 a; 12 a; 59.9 a", "below,below,reached a x3 #3");
    row("it slides", count, "0 a; 40 a; 70 a; 95 a", "below,below,below,reached a x3 #4");
    row("late, but within", count, "20 a; 50 a; 62 a@30", "below,below,reached a x3 #3");
    row("a step back of the clock",
        count,
        "20 a; 21 a; 21.5 a@20.97",
        "below,below,reached a x3 #3");
    row("too late", count, "100 a; 112 a; 124 a@20; 136 a", "below,below,below,reached a x3 #4");
    row("from the future is now", count, "0 a@5000; 12 a; 24 a", "below,below,reached a x3 #3");
    row("replayed: their own times count",
        count,
        "500 a@0; 501 a@100; 502 a@200",
        "below,below,below");
    row("starts over",
        "{'by':'event.data.name','over':'60s','atLeast':2,'startOver':true}",
        "0 a; 12 a; 24 a; 36 a",
        "below,reached a x2 #2,below,reached a x2 #4");
    row("without a key", "{'over':'60s','atLeast':2}", "0 a; 12 b", "below,reached x2 #2");

    const char *throttle = "{'mode':'once-within','by':'event.data.name','over':'60s'}";
    row("the first passes", throttle, "0 a; 12 a; 30 b; 48 a", "out,rest,out,rest");
    row("the period begins with the first", throttle, "0 a; 45 a; 60 a; 90 a", "out,rest,out,rest");
    row("late is within", throttle, "100 a; 112 a@20", "out,rest");
    row("replayed periods", throttle, "500 a@0; 501 a@30; 502 a@61", "out,rest,out");

    const char *debounce = "{'mode':'once-after','by':'event.data.name','over':'60s'}";
    row("quiet ends it", debounce, "0 a; 40 a; 100 -", "-,-,*100 out a x2 #2");
    row("keys are quiet apart",
        debounce,
        "0 a; 20 b; 100 -",
        "-,-,*60 out a x1 #1,*80 out b x1 #2");
    row("a late one is not the last", debounce, "20 a; 30 a@10; 100 -", "-,-,*90 out a x2 #1");
    row("again afterwards", debounce, "0 a; 61 a; 130 -", "-,*60 out a x1 #1,-,*121 out a x1 #2");
    row("quiet between replayed ones",
        debounce,
        "500 a@0; 501 a@100; 600 -",
        "-,*501 out a x1 #1,-,*561 out a x1 #2");

    const char *beat = "{'mode':'absence','by':'event.data.name','over':'60s'}";
    row("no further sign", beat, "0 a; 40 a; 110 -", "came,came,*100 absent a #2");
    row("said once", beat, "0 a; 300 -", "came,*60 absent a #1");
    row("and again after a new one",
        beat,
        "0 a; 70 a; 140 -",
        "came,*60 absent a #1,came,*130 absent a #2");
    row("never even the first", "{'mode':'absence','over':'60s'}", "70 -", "*60 absent");
    row("came in time", "{'mode':'absence','over':'60s'}", "40 a; 70 -", "came");
    row("a key is not known before", beat, "70 -", "");
    const char *answer = "{'mode':'absence','by':'event.data.name','over':'60s',"
                         "'expect':{'type':['good']}}";
    row("answered", answer, "0 a; 30 !a; 90 -", "-,came");
    row("not answered", answer, "0 a; 30 !b; 90 -", "-,came,*60 absent a #1");
    row("asking again changes nothing", answer, "0 a; 30 a; 90 -", "-,-,*60 absent a #1");
    row("answered too late", answer, "0 a; 90 !a", "-,*60 absent a #1,came");
    row("late by its own time", answer, "500 a@0; 501 !a@100", "-,*501 absent a #1,came");
    row("an answer from before", answer, "20 a; 30 !a@10; 90 -", "-,came,*80 absent a #1");
    row("an answer from just before: the clock stepped back",
        answer,
        "20 a; 20.1 !a@19.97; 90 -",
        "-,came");

    const char *collect = "{'mode':'accumulate','by':'event.data.name','over':'60s','atMost':3}";
    row("full", collect, "0 a; 12 a; 24 a; 90 -", "-,-,out a x3 #1 #2 #3");
    row("time is over", collect, "0 a; 40 a; 90 -", "-,-,*60 out a x2 #1 #2");
    row("keys collect apart", collect, "0 a; 12 b; 90 -", "-,-,*60 out a x1 #1,*72 out b x1 #2");
    row("then from the beginning",
        collect,
        "0 a; 12 a; 24 a; 36 a; 110 -",
        "-,-,out a x3 #1 #2 #3,-,*96 out a x1 #4");
    row("replayed: apart by their times",
        collect,
        "500 a@0; 501 a@100; 600 -",
        "-,*501 out a x1 #1,-,*561 out a x1 #2");
}
