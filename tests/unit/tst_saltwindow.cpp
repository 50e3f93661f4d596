// Windows and delays of an export for Salt decide as Saltern's do: the same events to both.

#include "engine/base/duration.h"
#include "engine/nodes/delay/moment.h"
#include "engine/runs/statefulnode.h"
#include "tests/nodes/nodefixture.h"
#include "tests/nodes/windowscripts.h"
#include "tests/unit/saltpython.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <chrono>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 epochNs = 1'700'000'000'000'000'000;
constexpr qint64 nsPerSecond = 1'000'000'000;

// A window of the exported Python that is played a script, as tst_window plays it to Saltern's.
const QByteArray playing = R"(
EPOCH = 1_700_000_000 * 10**9
def describe(data):
    window, parts = data.get('window', {}), []
    parts += [window['key']] if 'key' in window else []
    parts += ['x%d' % window['count']] if 'count' in window else []
    parts += ['#%d' % event['data']['n'] for event in data.get('events', [])]
    parts += ['#%d' % data['n']] if 'n' in data else []
    return ' '.join(parts)
def tell(elapsed, now):
    return [f'*{(now - EPOCH) / 1e9:g} {port} {describe(data)}'.strip() for port, data, _ in elapsed]
def play(settings, script):
    window, told, now, count = tools['saltern_window.window'](tools, settings), [], EPOCH, 0
    window.begin(now)
    for line in script.split(';'):
        second, key = line.split()
        until = EPOCH + round(float(second) * 1e9)
        while window.due() is not None and window.due() <= until:
            now = max(now, window.due())
            told += tell(window.elapse(now), now)
        now = until
        if key == '-':
            continue
        expected, key = key.startswith('!'), key.lstrip('!')
        key, _, happened = key.partition('@')
        happened, count = float(happened or second), count + 1
        event = tools['saltern_event.make']('good' if expected else 'demo', {'name': key, 'n': count},
                                            subject=key, time_ns=EPOCH + round(happened * 1e9))
        try:
            exits, elapsed = window.evaluate(event, 'p/r/w', now)
        except Exception as error:
            if not hasattr(error, 'remedy'): raise
            exits, elapsed = [('error', None)], getattr(error, 'elapsed', [])
        told += tell(elapsed, now)
        told += [port + (' ' + describe(data) if data else '') for port, data in exits] or ['-']
    return ','.join(told)
print(json.dumps([play(*case) for case in cases]))
)";

const QByteArray deciding = R"(
def about(event):
    keys = ('subject', 'salternhost', 'salterncause')
    return [event.get(key, '') for key in keys] + [event.get('salternhops', 0) + 1] if event else None
def play(settings, begun, events):
    window, told = tools['saltern_window.window'](tools, settings), []
    window.begin(begun)
    for now, event in events:
        while window.due() is not None and window.due() <= now:
            at = window.due()
            told += [['elapsed', port, data, about(of)] for port, data, of in window.elapse(at)]
        try:
            exits, elapsed = window.evaluate(event, 'p/r/s', now)
        except Exception as error:
            if not hasattr(error, 'remedy'): raise
            exits, elapsed = [('error', error.kind)], getattr(error, 'elapsed', [])
        told += [['elapsed', port, data, about(of)] for port, data, of in elapsed]
        told += [['exit', port, data] for port, data in exits]
    return told
print(json.dumps([play(*case) for case in cases]))
)";

// The settings with the defaults that an export writes down.
QJsonObject completed(const QByteArray &settings)
{
    QJsonObject all{{u"mode"_s, u"count-within"_s},
                    {u"startOver"_s, false},
                    {u"atMost"_s, 100},
                    {u"keys"_s, 100'000}};
    const QJsonObject written =
        QJsonDocument::fromJson(QByteArray(settings).replace('\'', '"')).object();
    for (auto entry = written.begin(); entry != written.end(); ++entry)
        all.insert(entry.key(), entry.value());
    return all;
}

QJsonArray toJson(const Elapsed &elapsed)
{
    const EventFields &of = elapsed.about;
    const bool none = of.subject.isEmpty() && of.cause.isEmpty();
    return {u"elapsed"_s,
            elapsed.port,
            elapsed.data,
            none ? QJsonValue() : QJsonValue(QJsonArray{of.subject, of.host, of.cause, of.hops})};
}

// What Saltern's window does with the same events.
class Play
{
public:
    explicit Play(const QByteArray &settings) : m_fixture(u"window"_s, settings)
    {
        auto made = findBehaviour(u"window"_s, 1)->stateful(m_fixture.setup());
        if (made)
            m_node = *std::move(made);
    }

    void begin(qint64 now)
    {
        StateChanges changes;
        m_node->begin(now, changes);
    }

    void arrive(qint64 now, const Event &event)
    {
        while (m_node->dueNs() && *m_node->dueNs() <= now) {
            StateChanges changes;
            m_node->elapse(*m_node->dueNs(), changes);
            keep(changes);
        }
        StepInput input;
        input.pipeline = u"p"_s;
        input.run = u"r"_s;
        input.step = u"s"_s;
        input.event = event;
        StateChanges changes;
        const StepOutcome outcome = m_node->evaluate(input, now, changes);
        keep(changes);
        if (outcome.error)
            told.append(QJsonArray{u"exit"_s, u"error"_s, errorKindName(outcome.error->kind)});
        for (const Exit &exit : outcome.exits)
            told.append(QJsonArray{u"exit"_s, exit.port, exit.data.value_or(QJsonValue())});
    }

    QJsonArray told;

private:
    void keep(const StateChanges &changes)
    {
        for (const Elapsed &elapsed : changes.elapsed)
            told.append(toJson(elapsed));
    }

    NodeFixture m_fixture;
    std::unique_ptr<StatefulNode> m_node;
};

class Dice
{
public:
    explicit Dice(quint32 seed) : m_generator(seed) {}
    int below(int most) { return static_cast<int>(m_generator.bounded(most)); }
    template<typename T>
    T one(const QList<T> &of)
    {
        return of.at(below(static_cast<int>(of.size())));
    }

    QByteArray settings()
    {
        const QList<QByteArray> modes{"'atLeast':2",
                                      "'atLeast':3,'startOver':true",
                                      "'mode':'once-within'",
                                      "'mode':'once-after'",
                                      "'mode':'absence'",
                                      "'mode':'absence','expect':{'type':['good']}",
                                      "'mode':'accumulate','atMost':3"};
        const QList<QByteArray> keys{"",
                                     ",'by':'event.data.name'",
                                     ",'by':'event.data.name','keys':2",
                                     ",'by':'event.data.n'",
                                     ",'by':'event.data.list[1]'",
                                     ",'by':'event.data.labels.com.x'",
                                     ",'by':'event.data.name | upper'",
                                     ",'by':'event.data.gone | default(0)'",
                                     ",'by':'event.data.gone'"};
        return "{'over':'" + one<QByteArray>({"10s", "1500ms"}) + "'," + one(modes) + one(keys) +
               '}';
    }

    Event event(qint64 now)
    {
        const QString name =
            one<QString>({u"a"_s, u"b"_s, QString::fromUtf8("\xc3\xa9\xf0\x9f\x98\x80")});
        const qint64 offset = one<qint64>({0, 0, 0, -20'000, 30, -900, 5'000, -8'000});
        QJsonObject data{{u"name"_s, name}, {u"n"_s, one<double>({1, 2.5})}};
        if (below(3) > 0)
            data.insert(u"list"_s, QJsonArray{below(2), below(2) > 0});
        if (below(3) > 0)
            data.insert(u"labels"_s, QJsonObject{{u"com.x"_s, one<QString>({u"1"_s, u"2"_s})}});
        return Event::make({.type = below(3) == 0 ? u"good"_s : u"bad"_s,
                            .subject = name,
                            .timeNs = now + offset * 1'000'000,
                            .host = u"h"_s,
                            .hops = below(3)},
                           data);
    }

private:
    QRandomGenerator m_generator;
};

QString shown(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

} // namespace

class tst_SaltWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data() { addWindowScripts(); }
    void decides();
    void decidesLikeSaltern();
    void moments();
    void durations();
};

void tst_SaltWindow::decides()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, script);
    QJsonArray cases;
    cases.append(QJsonArray{completed(settings), script});
    const QJsonArray answer = saltPython(playing, cases);
    QCOMPARE(answer.size(), 1);
    QTEST(answer.at(0).toString(), "told");
}

void tst_SaltWindow::decidesLikeSaltern()
{
    Dice dice(20'261'126);
    QJsonArray cases;
    QJsonArray expected;
    while (cases.size() < 400) {
        const QByteArray settings = dice.settings();
        Play play(settings);
        qint64 now = epochNs;
        QJsonArray events;
        play.begin(now);
        for (int i = 0; i < 40; ++i) {
            now += dice.one<qint64>({100, 700, 1500, 4000, 12'000}) * 1'000'000;
            if (dice.below(60) == 0)
                now -= 30 * nsPerSecond; // the clock is set back
            const Event event = dice.event(now);
            play.arrive(now, event);
            events.append(QJsonArray{now, event.object()});
        }
        cases.append(QJsonArray{completed(settings), epochNs, events});
        expected.append(play.told);
    }
    const QJsonArray found = saltPython(deciding, cases);
    QCOMPARE(found.size(), expected.size());
    int elapsed = 0;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QJsonArray wanted = expected.at(i).toArray();
        const QJsonArray got = found.at(i).toArray();
        for (qsizetype j = 0; j < std::min(wanted.size(), got.size()); ++j) {
            elapsed += wanted.at(j)[0].toString() == u"elapsed";
            if (wanted.at(j) != got.at(j))
                QFAIL(qPrintable(shown(cases.at(i)[0]) + u"\n  Saltern: "_s + shown(wanted.at(j)) +
                                 u"\n  Python:  "_s + shown(got.at(j))));
        }
        QCOMPARE(got.size(), wanted.size());
    }
    QVERIFY(elapsed > 500);
}

void tst_SaltWindow::moments()
{
    const QJsonArray untils{u"08:30"_s,
                            u"02:30"_s,
                            u"00:00"_s,
                            u"23:59"_s,
                            u"2026-01-31T08:30:00Z"_s,
                            u"2026-01-31T08:30:00.25+02:00"_s,
                            u"24:00"_s,
                            u"8:30"_s,
                            u"soon"_s,
                            u"2026-01-31"_s};
    const QStringList zones{
        u"Europe/Berlin"_s, u"America/New_York"_s, u"UTC"_s, u"Nowhere/Else"_s, QString()};
    QJsonArray cases;
    QJsonArray expected;
    // Around both changes of the clock in 2026, an hour and a bit apart.
    for (const qint64 begin : {1'774'700'000LL, 1'792'800'000LL, 1'772'900'000LL}) {
        for (qint64 hour = 0; hour < 50; ++hour) {
            const qint64 now = (begin + hour * 3'700) * nsPerSecond;
            const QString until = untils.at(int(hour) % int(untils.size())).toString();
            for (const QString &zone : zones) {
                cases.append(QJsonArray{until, zone, now});
                const auto moment = momentFrom(until, zone, now);
                expected.append(moment ? QJsonValue(*moment) : QJsonValue(moment.error().message));
            }
        }
    }
    const QByteArray script = R"(
def one(until, zone, now):
    try:
        return tools['saltern_moment.until'](tools, {'until': until, 'timezone': zone}, now)
    except Exception as error:
        if not hasattr(error, 'remedy'): raise
        return str(error)
print(json.dumps([one(*case) for case in cases]))
)";
    const QJsonArray found = saltPython(script, cases);
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i)
        QVERIFY2(found.at(i) == expected.at(i),
                 qPrintable(shown(cases.at(i)) + shown(expected.at(i)) + shown(found.at(i))));
}

// What a template makes of `for`.
void tst_SaltWindow::durations()
{
    const QStringList texts{u""_s,
                            u"0s"_s,
                            u"1500ms"_s,
                            u"1h30m"_s,
                            u"2d3h4m5s6ms"_s,
                            u"never"_s,
                            u"5"_s,
                            u"5 s"_s,
                            u"-5s"_s,
                            u"1.5s"_s,
                            u"5s5s"_s,
                            u"30m1h"_s,
                            u"10S"_s,
                            u"10s x"_s,
                            u"10s\n"_s,
                            u"365d"_s,
                            u"366d"_s,
                            u"36500d"_s,
                            u"36501d"_s,
                            u"\u0665s"_s,
                            u"10y10s"_s,
                            u"99999999999999999999s"_s};
    QJsonArray cases;
    QJsonArray expected;
    for (const QString &text : texts) {
        cases.append(text);
        const auto wait = parseDuration(text);
        const bool isLong = wait && *wait > std::chrono::days(365);
        expected.append(isLong ? QJsonValue(u"A delay lasts at most 365 days."_s)
                        : wait ? QJsonValue(qint64(wait->count()))
                               : QJsonValue(wait.error().toString()));
    }
    const QByteArray script = R"(
def one(text):
    try:
        return tools['saltern_moment.until'](tools, {'for': text}, 0) // 10**6
    except Exception as error:
        return str(error) if 'at most' in str(error) else f'{error} {error.remedy}'
print(json.dumps([one(text) for text in cases]))
)";
    const QJsonArray found = saltPython(script, cases);
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i)
        QVERIFY2(found.at(i) == expected.at(i),
                 qPrintable(shown(cases.at(i)) + shown(expected.at(i)) + shown(found.at(i))));
}

QTEST_GUILESS_MAIN(tst_SaltWindow)
#include "tst_saltwindow.moc"
