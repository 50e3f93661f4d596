#include "engine/docker/daemonmemory.h"
#include "engine/docker/podmandialect.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Podman's events, as Docker would tell them.
class TestPodmanDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void attributes_data();
    void attributes();
    void reasonsOfDeaths_data();
    void reasonsOfDeaths();
};

namespace {

// As podman 4.3 sends it, with what every event of its carries.
DockerMessage
message(const QByteArray &type, const QByteArray &action, const QByteArray &exitCode = "0")
{
    const auto parsed = DockerMessage::parse(
        R"({"status":"x","id":"c1","Type":")" + type + R"(","Action":")" + action +
        R"(","Actor":{"ID":")" + QByteArray(type == "volume" ? "" : "c1") +
        R"(","Attributes":{"tier":"web","containerExitCode":")" + exitCode +
        R"(","image":"docker.io/library/busybox:1.36","name":"n1","podId":""}},)"
        R"("scope":"local","time":1795662667,"timeNano":1795662667985371221})");
    DockerMessage message = parsed.value();
    translateFromPodman(message);
    return message;
}

} // namespace

void TestPodmanDialect::words_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("podman");
    QTest::addColumn<QString>("docker");
    const auto row = [](const char *type, const char *podman, const char *docker) {
        QTest::addRow("%s %s", type, podman)
            << QByteArray(type) << QByteArray(podman) << QString::fromLatin1(docker);
    };
    row("container", "died", "die");
    row("container", "die", "die");
    row("container", "remove", "destroy");
    row("container", "exec", "exec_start");
    row("container", "exec_died", "exec_die");
    row("container", "cleanup", "cleanup");
    row("container", "start", "start");
    row("image", "remove", "delete");
    row("image", "loadfromarchive", "load");
    row("network", "remove", "destroy");
    row("volume", "remove", "destroy");
    row("pod", "remove", "remove");
}

void TestPodmanDialect::words()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, podman);
    const DockerMessage translated = message(type, podman);
    QTEST(translated.action, "docker");
    QCOMPARE(translated.written, translated.action);
    QCOMPARE(translated.actorId, type == "volume" ? u"n1"_s : u"c1"_s);
}

void TestPodmanDialect::attributes_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QString>("exitCode"); // empty = none
    QTest::newRow("of an end") << QByteArray("died") << u"7"_s;
    QTest::newRow("of an end inside") << QByteArray("exec_died") << u"7"_s;
    QTest::newRow("of a beginning") << QByteArray("start") << QString();
}

void TestPodmanDialect::attributes()
{
    QFETCH(QByteArray, action);
    const DockerMessage translated = message("container", action, "7");
    QTEST(translated.attribute(QLatin1StringView("exitCode")), "exitCode");
    QCOMPARE(translated.attribute(QLatin1StringView("tier")), u"web"_s);
    QCOMPARE(translated.attribute(QLatin1StringView("name")), u"n1"_s);
    const QByteArray data = translated.eventData({});
    QVERIFY2(!data.contains("containerExitCode") && !data.contains("podId"), data.constData());
}

void TestPodmanDialect::reasonsOfDeaths_data()
{
    QTest::addColumn<QByteArray>("before"); // an action; empty = nothing
    QTest::addColumn<QByteArray>("exitCode");
    QTest::addColumn<std::optional<bool>>("requested");
    using Answer = std::optional<bool>;
    QTest::newRow("stopped") << QByteArray("stop") << QByteArray("143") << Answer(true);
    QTest::newRow("stopped the hard way")
        << QByteArray("stop") << QByteArray("137") << Answer(true);
    QTest::newRow("restarted") << QByteArray("restart") << QByteArray("137") << Answer(true);
    QTest::newRow("killed") << QByteArray("kill") << QByteArray("137") << Answer(true);
    QTest::newRow("crashed") << QByteArray() << QByteArray("3") << Answer(false);
    QTest::newRow("killed by nobody who said so") << QByteArray() << QByteArray("137") << Answer();
    QTest::newRow("ended by nobody who said so") << QByteArray() << QByteArray("143") << Answer();
    QTest::newRow("ended in good order") << QByteArray() << QByteArray("0") << Answer();
    QTest::newRow("crashed after a stop and a start")
        << QByteArray("start") << QByteArray("3") << Answer(false);
}

void TestPodmanDialect::reasonsOfDeaths()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, exitCode);
    DeathBackgrounds deaths;
    deaths.setIsPodman(true);
    if (before == "start")
        deaths.note(message("container", "stop"));
    if (!before.isEmpty())
        deaths.note(message("container", before));
    const auto background = deaths.note(message("container", "died", exitCode));
    QTEST(background.requested, "requested");
}

QTEST_GUILESS_MAIN(TestPodmanDialect)
#include "tst_podmandialect.moc"
