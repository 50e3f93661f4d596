#include "engine/nodes/window/heldevents.h"
#include "engine/runs/statefulnode.h"
#include "tests/nodes/nodefixture.h"
#include "tests/nodes/windowscripts.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 epochNs = 1'700'000'000'000'000'000;
constexpr qint64 nsPerSecond = 1'000'000'000;

/// A window and the journal's idea of what it remembers.
class Play
{
public:
    explicit Play(const QByteArray &settings) : fixture(u"window"_s, settings)
    {
        make();
        StateChanges changes;
        if (node)
            node->begin(nowNs, changes);
        keep(changes);
    }

    /// A new engine takes up what the journal holds.
    void restart()
    {
        make();
        std::vector<Memory> memory;
        for (const auto &[place, value] : journal)
            memory.push_back({place.first, place.second, value});
        node->restore(memory, nowNs);
    }

    /// Time goes on to this second since the beginning; what is due on the way happens.
    void advance(double second)
    {
        const qint64 untilNs = epochNs + qint64(second * double(nsPerSecond));
        while (node->dueNs() && *node->dueNs() <= untilNs) {
            nowNs = std::max(nowNs, *node->dueNs());
            StateChanges changes;
            node->elapse(nowNs, changes);
            keep(changes);
        }
        nowNs = untilNs;
    }

    StepOutcome arrive(const Event &event)
    {
        StepInput input;
        input.pipeline = u"p"_s;
        input.run = u"e-1"_s;
        input.step = u"e-1.1"_s;
        input.event = event;
        StateChanges changes;
        const StepOutcome outcome = node->evaluate(input, nowNs, changes);
        keep(changes);
        return outcome;
    }

    /// One line of a script: "12 a" = an event of key a at second 12; "12 a@5" = it happened at
    /// second 5; "12 -" = nothing; "12 !a" = the one that is expected.
    void step(const QString &line)
    {
        const QStringList words = line.simplified().split(u' ');
        const double second = words.at(0).toDouble();
        advance(second);
        QString key = words.at(1);
        if (key == u"-")
            return;
        const bool expected = key.startsWith(u'!');
        key = key.mid(expected ? 1 : 0);
        const double happened = key.contains(u'@') ? key.section(u'@', 1).toDouble() : second;
        key = key.section(u'@', 0, 0);
        const StepOutcome outcome =
            arrive(Event::make({.type = expected ? u"good"_s : u"demo"_s,
                                .subject = key,
                                .timeNs = epochNs + qint64(happened * double(nsPerSecond)),
                                .host = u"h"_s,
                                .hops = 1},
                               {{u"name"_s, key}, {u"n"_s, ++count}}));
        if (outcome.error)
            told += u"error"_s;
        else if (outcome.exits.empty())
            told += u"-"_s;
        for (const Exit &exit : outcome.exits)
            told += exit.port + (exit.data ? u" "_s + describe(exit.data->toObject()) : QString());
    }

    static QString describe(const QJsonObject &data)
    {
        const QJsonObject window = data.value(u"window"_s).toObject();
        const QJsonArray events = data.value(u"events"_s).toArray();
        QStringList parts;
        if (window.contains(u"key"_s))
            parts += window.value(u"key"_s).toString();
        if (window.contains(u"count"_s))
            parts += u"x%1"_s.arg(window.value(u"count"_s).toInt());
        for (const QJsonValue &event : events)
            parts += u"#%1"_s.arg(event[u"data"_s][u"n"_s].toInt());
        if (data.contains(u"n"_s))
            parts += u"#%1"_s.arg(data.value(u"n"_s).toInt());
        return parts.join(u' ');
    }

    NodeFixture fixture;
    std::unique_ptr<StatefulNode> node;
    qint64 nowNs = epochNs;
    int count = 0;
    std::map<std::pair<QString, int>, QByteArray> journal;
    QStringList told; // what left; what time completed begins with a star and its second
    std::vector<Elapsed> elapsed;

private:
    void make()
    {
        auto made = findBehaviour(u"window"_s, 1)->stateful(fixture.setup());
        if (made)
            node = *std::move(made);
        else
            QTest::qFail(qPrintable(made.error().toString()), __FILE__, __LINE__);
    }

    void keep(const StateChanges &changes)
    {
        for (const Memory &row : changes.memory) {
            if (!row.value.isNull())
                journal[{row.key, row.item}] = row.value;
            else if (row.item == Memory::wholeKey)
                std::erase_if(journal,
                              [&](const auto &kept) { return kept.first.first == row.key; });
            else
                journal.erase({row.key, row.item});
        }
        for (const Elapsed &one : changes.elapsed) {
            const double second = double(nowNs - epochNs) / double(nsPerSecond);
            told += u"*%1 %2 %3"_s.arg(second).arg(one.port, describe(one.data)).trimmed();
            elapsed.push_back(one);
        }
    }
};

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void survivesRestarts_data() { decides_data(); }
    void survivesRestarts();
    void countsLikeCountingAll();
    void keys_data();
    void keys();
    void refusesKeysBeyondItsLimit();
    void refusesWhatIsTooLargeToHold();
    void forgetsWhatIsOver();
    void tellsWhatIsBehindIt();
    void aClockSetBackMakesNoWaitLonger();
    void thePastIsHeardBeforeAWaitEnds();
};

void TestWindow::decides_data()
{
    addWindowScripts();
}

void TestWindow::decides()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, script);
    Play play(settings);
    const QStringList lines = script.split(u';');
    for (const QString &line : lines)
        play.step(line);
    QTEST(play.told.join(u','), "told");
}

void TestWindow::survivesRestarts()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, script);
    Play play(settings);
    const QStringList lines = script.split(u';');
    for (const QString &line : lines) {
        play.step(line);
        play.restart();
    }
    QTEST(play.told.join(u','), "told");
}

void TestWindow::countsLikeCountingAll()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 50; ++round) {
        const int atLeast = random.bounded(2, 6);
        Play play(QStringLiteral("{'by':'event.data.name','over':'10s','atLeast':%1}")
                      .arg(atLeast)
                      .toLatin1());
        QHash<QString, QList<double>> happened;
        double second = 0;
        for (int i = 0; i < 200; ++i) {
            second += random.bounded(3.0);
            const QString key = QChar(u'a' + char16_t(random.bounded(3)));
            happened[key] += second;
            int within = 0;
            for (const double at : std::as_const(happened[key]))
                within += at > second - 10;
            play.step(u"%1 %2"_s.arg(second, 0, 'f', 6).arg(key));
            if (random.bounded(20) == 0)
                play.restart();
            const bool reached = play.told.constLast().startsWith(u"reached"_s);
            QCOMPARE(reached, within >= atLeast);
        }
    }
}

void TestWindow::keys_data()
{
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("key"); // null = the event is refused
    QTest::newRow("text") << u"event.data.name"_s << u"a"_s;
    QTest::newRow("number") << u"event.data.n"_s << u"7"_s;
    QTest::newRow("truth") << u"event.data.ok"_s << u"true"_s;
    QTest::newRow("dotted") << u"event.data.labels.com.x"_s << u"dot"_s;
    QTest::newRow("element") << u"event.data.list[1]"_s << u"two"_s;
    QTest::newRow("attribute") << u"event.subject"_s << u"sub"_s;
    QTest::newRow("filter") << u"event.data.name | upper"_s << u"A"_s;
    QTest::newRow("missing") << u"event.data.gone"_s << QString();
    QTest::newRow("missing, with a default") << u"event.data.gone | default(0)"_s << u"0"_s;
    QTest::newRow("object") << u"event.data.labels"_s << QString();
    QTest::newRow("long") << u"event.data.long"_s << QString();
}

void TestWindow::keys()
{
    QFETCH(QString, by);
    QFETCH(QString, key);
    Play play("{'over':'60s','atLeast':2,'by':\"" + by.toUtf8() + "\"}");
    const QJsonObject data{{u"name"_s, u"a"_s},
                           {u"n"_s, 7},
                           {u"ok"_s, true},
                           {u"labels"_s, QJsonObject{{u"com.x"_s, u"dot"_s}}},
                           {u"list"_s, QJsonArray{u"one"_s, u"two"_s}},
                           {u"long"_s, QString(600, u'x')}};
    const Event event = Event::make({.type = u"t"_s, .subject = u"sub"_s, .timeNs = epochNs}, data);
    play.arrive(event);
    const StepOutcome outcome = play.arrive(event);
    QCOMPARE(outcome.error.has_value(), key.isNull());
    if (outcome.error)
        QVERIFY(!outcome.error->remedy.isEmpty() && !outcome.mayRetry);
    else
        QCOMPARE(outcome.exits.at(0).data->toObject()[u"window"_s][u"key"_s].toString(), key);
}

void TestWindow::refusesKeysBeyondItsLimit()
{
    Play play("{'by':'event.data.name','over':'60s','atLeast':2,'keys':2}");
    for (const QString &line : {u"0 a"_s, u"1 b"_s, u"2 c"_s, u"3 a"_s, u"64 c"_s, u"65 c"_s})
        play.step(line);
    QCOMPARE(play.told.join(u','), u"below,below,error,reached a x2 #4,below,reached c x2 #6"_s);
}

void TestWindow::refusesWhatIsTooLargeToHold()
{
    Play play("{'mode':'once-after','by':'event.subject','over':'60s'}");
    const auto large = [](int bytes, const QString &key) {
        return Event::make({.type = u"t"_s, .subject = key, .timeNs = epochNs},
                           {{u"x"_s, QString(bytes, u'x')}});
    };
    QVERIFY(play.arrive(large(int(largestHeldEvent), u"a"_s)).error);
    int held = 0;
    while (!play.arrive(large(1'000'000, QString::number(held))).error)
        ++held;
    QCOMPARE(held, int(HeldEvents::mostBytes / 1'000'200));
    play.advance(61);
    QCOMPARE(int(play.elapsed.size()), held);
    QVERIFY2(!play.arrive(large(1'000'000, u"b"_s)).error, "there is room again");
}

void TestWindow::forgetsWhatIsOver()
{
    for (const char *settings : {"{'by':'event.data.name','over':'60s','atLeast':3}",
                                 "{'mode':'once-within','by':'event.data.name','over':'60s'}",
                                 "{'mode':'accumulate','by':'event.data.name','over':'60s'}"}) {
        Play play(settings);
        for (int i = 0; i < 1200; ++i)
            play.step(u"0 k%1"_s.arg(i));
        QCOMPARE(play.journal.size(), std::size_t(1200));
        play.advance(61);
        QVERIFY(play.journal.empty());
        QVERIFY(!play.node->dueNs());
    }
}

void TestWindow::tellsWhatIsBehindIt()
{
    Play play("{'mode':'once-after','by':'event.data.name','over':'60s'}");
    play.step(u"0 a"_s);
    play.step(u"30 a"_s);
    play.restart();
    play.advance(120);
    QCOMPARE(play.elapsed.size(), std::size_t(1));
    const Elapsed &one = play.elapsed.front();
    QCOMPARE(one.about.subject, u"a"_s);
    QCOMPARE(one.about.host, u"h"_s);
    QCOMPARE(one.about.cause, u"p/e-1/e-1.1"_s);
    QCOMPARE(one.about.hops, 2);
    const QJsonObject window = one.data.value(u"window"_s).toObject();
    QCOMPARE(window.value(u"over"_s).toString(), u"60s"_s);
    QCOMPARE(window.value(u"first"_s).toString(), formatTimeNs(epochNs));
    QCOMPARE(window.value(u"last"_s).toString(), formatTimeNs(epochNs + 30 * nsPerSecond));
}

void TestWindow::aClockSetBackMakesNoWaitLonger()
{
    for (const char *mode : {"once-after", "absence", "accumulate"}) {
        Play play(QByteArray("{'by':'event.data.name','over':'60s','mode':'") + mode + "'}");
        play.step(u"7200 a"_s);
        play.nowNs -= 3600 * nsPerSecond; // set back by an hour
        play.step(u"3600 b"_s);
        play.advance(3661);
        QCOMPARE(play.elapsed.size(), std::size_t(2));
    }
    Play count("{'by':'event.data.name','over':'60s','atLeast':2}");
    count.step(u"7200 a"_s);
    count.nowNs -= 3600 * nsPerSecond;
    count.step(u"3601 a"_s);
    QCOMPARE(count.told.constLast(), u"reached a x2 #2"_s);
    Play throttle("{'mode':'once-within','by':'event.data.name','over':'60s'}");
    throttle.step(u"7200 a"_s);
    throttle.nowNs -= 3600 * nsPerSecond;
    throttle.step(u"3601 a"_s);
    throttle.step(u"3662 a"_s);
    QCOMPARE(throttle.told.join(u','), u"out,rest,out"_s);
}

void TestWindow::thePastIsHeardBeforeAWaitEnds()
{
    // The engine was down when the answer came; the host still remembers it.
    Play play("{'mode':'absence','by':'event.data.name','over':'60s','expect':{'type':['good']}}");
    play.step(u"0 a"_s);
    play.nowNs = epochNs + 300 * nsPerSecond;
    play.restart();
    play.step(u"301 !a@30"_s);
    play.advance(400);
    QCOMPARE(play.told.join(u','), u"-,came"_s);
}

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
