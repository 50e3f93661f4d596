#include "engine/docker/daemonmemory.h"
#include "engine/docker/podmandialect.h"
#include "engine/docker/podmanevents.h"
#include "tests/support/patience.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// "c1 died 2" as Podman 4.3 writes it: a container, an action, and what it says.
DockerMessage message(const QString &words)
{
    const QStringList parts = words.split(u' ');
    const bool isHealth = parts.value(1) == u"health_status"_s;
    const QString line =
        u"{\"Type\":\"container\",\"Action\":\"%1\",\"Actor\":{\"ID\":\"%2\",\"Attributes\":"
        u"{\"containerExitCode\":\"%3\"%4}},\"timeNano\":1795662667985371221,"
        u"\"HealthStatus\":\"%5\"}"_s.arg(
            parts.value(1),
            parts.value(0),
            isHealth ? u"0"_s : parts.value(2, u"0"_s),
            parts.contains(u"ours"_s) ? u",\"saltern.role\":\"function\""_s : QString(),
            isHealth ? parts.value(2) : QString());
    DockerMessage parsed = DockerMessage::parse(line.toUtf8()).value();
    translateFromPodman(parsed);
    return parsed;
}

/// What comes out, and for deaths whether they were asked for.
class Listener
{
public:
    explicit Listener(PodmanEvents &events)
    {
        m_deaths.setIsPodman(true);
        QObject::connect(&events, &PodmanEvents::told, &events, [this](const DockerMessage &told) {
            const auto requested = m_deaths.note(told).requested;
            QString line = told.actorId + u' ' + told.action;
            if (told.action == u"die"_s)
                line += !requested ? u" ?"_s : *requested ? u" asked"_s : u" crashed"_s;
            if (!told.detail.isEmpty())
                line += u' ' + told.detail;
            lines += line;
        });
    }

    QStringList lines;

private:
    DeathBackgrounds m_deaths;
};

} // namespace

/// When Podman's events are told, and what deaths are taken for.
class TestPodmanEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toldAtOnce_data();
    void toldAtOnce();
    void nothingMoreIsHeard_data();
    void nothingMoreIsHeard();
    void aBusyHostWaitsForNoDeath();
    void lostConnection();
};

void TestPodmanEvents::toldAtOnce_data()
{
    QTest::addColumn<QStringList>("come");
    QTest::addColumn<QStringList>("told");
    QTest::newRow("not clear yet")
        << QStringList{u"c1 died 2"_s, u"c2 start"_s, u"c1 cleanup"_s} << QStringList();
    QTest::newRow("stopped, and nothing said")
        << QStringList{u"c1 died 2"_s, u"c1 cleanup"_s, u"c1 cleanup"_s}
        << QStringList{u"c1 die asked"_s, u"c1 cleanup"_s, u"c1 cleanup"_s};
    QTest::newRow("stopped, and said afterwards") << QStringList{u"c1 died 2"_s, u"c1 stop"_s}
                                                  << QStringList{u"c1 die asked"_s, u"c1 stop"_s};
    QTest::newRow("stopped, and said before") << QStringList{u"c1 stop"_s, u"c1 died 2"_s}
                                              << QStringList{u"c1 stop"_s, u"c1 die asked"_s};
    QTest::newRow("killed") << QStringList{u"c1 kill"_s, u"c1 died 2"_s}
                            << QStringList{u"c1 kill"_s, u"c1 die asked"_s};
    QTest::newRow("begun again by Podman") << QStringList{u"c1 died 2"_s, u"c1 init"_s}
                                           << QStringList{u"c1 die crashed"_s, u"c1 init"_s};
    QTest::newRow("removed with its end")
        << QStringList{u"c1 died 2"_s, u"c1 cleanup"_s, u"c1 remove"_s}
        << QStringList{u"c1 die crashed"_s, u"c1 cleanup"_s, u"c1 destroy"_s};
    QTest::newRow("others wait in between, in order")
        << QStringList{u"c1 died 2"_s, u"c2 start"_s, u"c2 cleanup"_s, u"c1 stop"_s}
        << QStringList{u"c1 die asked"_s, u"c2 start"_s, u"c2 cleanup"_s, u"c1 stop"_s};
    QTest::newRow("two at once")
        << QStringList{u"c1 died 2"_s, u"c2 died 3"_s, u"c2 stop"_s, u"c1 init"_s}
        << QStringList{u"c1 die crashed"_s, u"c2 die asked"_s, u"c2 stop"_s, u"c1 init"_s};
    QTest::newRow("a function of ours")
        << QStringList{u"c1 died 2 ours"_s} << QStringList{u"c1 die crashed"_s};
    QTest::newRow("health") << QStringList{u"c1 health_status starting"_s,
                                           u"c1 health_status healthy"_s,
                                           u"c1 health_status healthy"_s,
                                           u"c2 health_status healthy"_s,
                                           u"c1 health_status unhealthy"_s}
                            << QStringList{u"c1 health_status healthy"_s,
                                           u"c2 health_status healthy"_s,
                                           u"c1 health_status unhealthy"_s};
}

void TestPodmanEvents::toldAtOnce()
{
    QFETCH(QStringList, come);
    PodmanEvents events(1h);
    Listener listener(events);
    for (const QString &words : come)
        events.take(message(words));
    QTEST(listener.lines, "told");
}

void TestPodmanEvents::nothingMoreIsHeard_data()
{
    QTest::addColumn<QString>("death");
    QTest::addColumn<QString>("told");
    QTest::newRow("crashed") << u"c1 died 2"_s << u"c1 die crashed"_s;
    QTest::newRow("in order") << u"c1 died 0"_s << u"c1 die ?"_s;
    QTest::newRow("by a signal") << u"c1 died 137"_s << u"c1 die ?"_s;
}

void TestPodmanEvents::nothingMoreIsHeard()
{
    QFETCH(QString, death);
    QFETCH(QString, told);
    PodmanEvents events(20ms);
    Listener listener(events);
    events.take(message(death));
    events.take(message(u"c1 cleanup"_s));
    QTRY_COMPARE(listener.lines, (QStringList{told, u"c1 cleanup"_s}));
}

void TestPodmanEvents::aBusyHostWaitsForNoDeath()
{
    PodmanEvents events(1h);
    Listener listener(events);
    events.take(message(u"c1 died 2"_s));
    for (int i = 0; i < 5000; ++i)
        events.take(message(u"c2 exec"_s));
    QCOMPARE(listener.lines.value(0), u"c1 die crashed"_s);
    QCOMPARE(listener.lines.size(), 5001);
}

// It comes again with the next connection, and what follows with it.
void TestPodmanEvents::lostConnection()
{
    PodmanEvents events(1h);
    Listener listener(events);
    const QStringList come{u"c1 died 2"_s, u"c1 cleanup"_s, u"c1 cleanup"_s};
    events.take(message(come.front()));
    events.forget();
    QCOMPARE(listener.lines, QStringList());
    for (const QString &words : come)
        events.take(message(words));
    QCOMPARE(listener.lines.value(0), u"c1 die asked"_s);
}

QTEST_GUILESS_MAIN(TestPodmanEvents)
#include "tst_podmanevents.moc"
