#include "engine/docker/daemonmemory.h"
#include "engine/docker/dockerevent.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

namespace {

const QString webId =
    QStringLiteral("c61ee26c4d9fde7b0ff9fbe4ee4e50a2047a23009839fa93cec1f371ee36c02a");

DockerMessage container(const char *action,
                        qint64 seconds,
                        const QJsonObject &attributes = {},
                        const char *id = "c1")
{
    DockerMessage message{.type = QStringLiteral("container"),
                          .action = QString::fromLatin1(action),
                          .written = QString::fromLatin1(action),
                          .actorId = QString::fromLatin1(id),
                          .attributes = attributes,
                          .timeNs = seconds * 1'000'000'000};
    return message;
}

DockerMessage kill(const char *signal, qint64 seconds)
{
    return container("kill", seconds, {{QStringLiteral("signal"), QLatin1StringView(signal)}});
}

/// The value at a path such as "container.compose.project".
QJsonValue at(const QJsonObject &object, const QString &path)
{
    QJsonValue value = object;
    for (const QString &key : path.split(u'.'))
        value = value.toObject().value(key);
    return value;
}

QJsonObject dataOf(const DockerMessage &message, const DockerMessage::Background &background = {})
{
    return QJsonDocument::fromJson(message.eventData(background)).object();
}

} // namespace

class TestDockerMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedStreams_data();
    void recordedStreams();
    void facts_data();
    void facts();
    void notAMessage_data();
    void notAMessage();
    void idTellsMessagesApart();
    void typeIsAlwaysValid();
    void imageNames_data();
    void imageNames();
    void whyItDied_data();
    void whyItDied();
    void nothingIsSureAfterAGap();
    void ownFunctionsAreRecognised();
    void seenEventsForgetTheOldest();
    void hostEventsNameTheHost();
};

void TestDockerMessage::recordedStreams_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("1.41") << QStringLiteral("api-1.41.jsonl");
    QTest::newRow("1.45") << QStringLiteral("api-1.45.jsonl");
    QTest::newRow("1.52") << QStringLiteral("api-1.52.jsonl");
}

void TestDockerMessage::recordedStreams()
{
    QFETCH(QString, file);
    QFile stream(QFINDTESTDATA(QStringLiteral("dockerevents/%1").arg(file)));
    QVERIFY(stream.open(QIODevice::ReadOnly));
    DaemonMemory memory;
    QStringList told;
    while (!stream.atEnd()) {
        const auto message = DockerMessage::parse(stream.readLine());
        QVERIFY(message.has_value());
        DockerEventContext context{.host = QStringLiteral("web"), .daemonId = QStringLiteral("D")};
        if (message->type == QLatin1StringView("container"))
            context.background = memory.deaths.note(*message);
        const Event event = dockerEvent(*message, context);
        const auto read = Event::fromJson(event.json());
        QVERIFY(read.has_value());
        QCOMPARE(read->timeNs(), message->timeNs);
        const QJsonObject data = read->data();
        // What only some versions send must not be something to rely on.
        for (const char *key : {"status", "id", "from"})
            QVERIFY(!data.contains(QLatin1StringView(key)));
        told += event.type().mid(7) + u' ' +
                at(data, message->type + QStringLiteral(".name")).toString();
    }
    const QStringList expected{
        QStringLiteral("container/create rec-web"),
        QStringLiteral("network/connect bridge"),
        QStringLiteral("container/start rec-web"),
        QStringLiteral("container/health_status rec-web"),
        QStringLiteral("container/exec_create rec-web"),
        QStringLiteral("container/exec_start rec-web"),
        QStringLiteral("container/exec_die rec-web"),
        QStringLiteral("container/pause rec-web"),
        QStringLiteral("container/unpause rec-web"),
        QStringLiteral("container/kill rec-web"),
        QStringLiteral("container/rename rec-web2"),
        QStringLiteral("container/health_status rec-web2"),
        QStringLiteral("container/kill rec-web2"),
        QStringLiteral("container/die rec-web2"),
        QStringLiteral("network/disconnect bridge"),
        QStringLiteral("container/stop rec-web2"),
        QStringLiteral("container/destroy rec-web2"),
        QStringLiteral("image/tag localhost:5000/my/app:2.0"),
        QStringLiteral("image/untag "
                       "sha256:42f61aa86bfa637c64284a69de9fe9669f36a9d24534e7"
                       "84617871d40dc9b960"),
        QStringLiteral("volume/create rec-vol"),
        QStringLiteral("volume/destroy rec-vol")};
    QCOMPARE(told, expected);
}

void TestDockerMessage::facts_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QJsonValue>("value"); // of the first message with that action
    const auto row =
        [](const char *name, const char *action, const char *path, const QJsonValue &value) {
            QTest::newRow(name) << QString::fromLatin1(action) << QString::fromLatin1(path)
                                << value;
        };
    row("id", "start", "container.id", webId);
    row("image", "start", "container.image", QStringLiteral("busybox:1.36"));
    row("label", "start", "container.labels.tier", QString::fromUtf8("a\"b\\c\u00e4"));
    row("no facts among labels", "die", "container.labels.exitCode", QJsonValue::Undefined);
    row("no name among labels", "die", "container.labels.name", QJsonValue::Undefined);
    row("compose project", "start", "container.compose.project", QStringLiteral("shop"));
    row("compose service", "start", "container.compose.service", QStringLiteral("web"));
    row("exit code is a number", "die", "container.exitCode", 0);
    row("stopped on purpose", "die", "container.requested", true);
    row("memory did not run out", "die", "container.oom", false);
    row("exit code of an exec", "exec_die", "container.exitCode", 4);
    row("detail", "exec_create", "container.detail", QStringLiteral("sh -c exit 4"));
    row("Docker's own words", "exec_create", "Action", QStringLiteral("exec_create: sh -c exit 4"));
    row("health", "health_status", "container.health", QStringLiteral("healthy"));
    row("signal is a number", "kill", "container.signal", 1);
    row("old name", "rename", "container.oldName", QStringLiteral("rec-web"));
    row("nanoseconds are exact", "create", "timeNano", qint64{1795412589785570053});
    row("network's driver", "connect", "network.driver", QStringLiteral("bridge"));
    row("network's container", "connect", "network.container", webId);
    row("image tag", "tag", "image.tag", QStringLiteral("2.0"));
    row("image repository", "tag", "image.repository", QStringLiteral("localhost:5000/my/app"));
}

void TestDockerMessage::facts()
{
    QFETCH(QString, action);
    QFETCH(QString, path);
    QFile stream(QFINDTESTDATA("dockerevents/api-1.41.jsonl"));
    QVERIFY(stream.open(QIODevice::ReadOnly));
    DaemonMemory memory;
    while (!stream.atEnd()) {
        const auto message = DockerMessage::parse(stream.readLine());
        QVERIFY(message.has_value());
        const auto background = memory.deaths.note(*message);
        if (message->action == action) {
            QTEST(at(dataOf(*message, background), path), "value");
            return;
        }
    }
    QFAIL("no such action in the recording");
}

void TestDockerMessage::notAMessage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("cut") << QByteArray(R"({"Type":"container","Action":"die")");
    QTest::newRow("array") << QByteArray("[1]");
    QTest::newRow("no action") << QByteArray(R"({"Type":"container"})");
    QTest::newRow("wrong types") << QByteArray(R"({"Type":1,"Action":{}})");
    QTest::newRow("not UTF-8") << QByteArray("{\"Type\":\"\xff\",\"Action\":\"x\"}");
}

void TestDockerMessage::notAMessage()
{
    QFETCH(QByteArray, line);
    const auto message = DockerMessage::parse(line);
    QVERIFY(!message.has_value());
    QCOMPARE(message.error().kind, ErrorKind::Protocol);
}

void TestDockerMessage::idTellsMessagesApart()
{
    const QString daemon = QStringLiteral("D");
    const DockerMessage message = container("start", 10);
    DockerMessage later = message;
    ++later.timeNs;
    DockerMessage other = message;
    other.actorId = QStringLiteral("c2");
    DockerMessage detailed = message;
    detailed.written += QStringLiteral(": x");
    const QString id = dockerEventId(daemon, message);
    QCOMPARE(id.size(), 32);
    QCOMPARE(dockerEventId(daemon, message), id);
    const QSet<QString> ids{id,
                            dockerEventId(QStringLiteral("E"), message),
                            dockerEventId(daemon, later),
                            dockerEventId(daemon, other),
                            dockerEventId(daemon, detailed),
                            dockerEventId(daemon, message, true)};
    QCOMPARE(ids.size(), 6);
}

void TestDockerMessage::typeIsAlwaysValid()
{
    const auto message = DockerMessage::parse(
        R"({"Type":"plug in","Action":"a/b c","Actor":{"ID":"x","Attributes":null},"time":5})");
    QVERIFY(message.has_value());
    QCOMPARE(message->timeNs, 5'000'000'000);
    const Event event = dockerEvent(*message, {.host = QStringLiteral("h")});
    QCOMPARE(event.type(), QStringLiteral("docker/plug_in/a_b_c"));
    QVERIFY(Event::fromJson(event.json()).has_value());
}

void TestDockerMessage::imageNames_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("attribute");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("tag");
    const auto row = [](const char *name,
                        const char *id,
                        const char *attribute,
                        const char *repository,
                        const char *tag) {
        QTest::newRow(name) << QString::fromLatin1(id) << QString::fromLatin1(attribute)
                            << QString::fromLatin1(repository) << QString::fromLatin1(tag);
    };
    row("pull", "alpine:3.19", "alpine", "alpine", "3.19");
    row("tag", "sha256:12", "shop/web:v1", "shop/web", "v1");
    row("registry with a port", "sha256:12", "localhost:5000/web", "localhost:5000/web", "");
    row("port and tag", "localhost:5000/web:2", "localhost:5000/web", "localhost:5000/web", "2");
    row("only an id", "sha256:12", "sha256:12", "", "");
}

void TestDockerMessage::imageNames()
{
    QFETCH(QString, id);
    QFETCH(QString, attribute);
    const DockerMessage message{.type = QStringLiteral("image"),
                                .action = QStringLiteral("pull"),
                                .actorId = id,
                                .attributes = QJsonObject{{QStringLiteral("name"), attribute}}};
    const QJsonObject data = dataOf(message);
    QTEST(at(data, QStringLiteral("image.repository")).toString(), "repository");
    QTEST(at(data, QStringLiteral("image.tag")).toString(), "tag");
}

void TestDockerMessage::whyItDied_data()
{
    QTest::addColumn<QList<DockerMessage>>("before");
    QTest::addColumn<bool>("requested");
    QTest::addColumn<bool>("outOfMemory");
    using List = QList<DockerMessage>;
    QTest::newRow("crash") << List{} << false << false;
    QTest::newRow("stop") << List{kill("15", 1)} << true << false;
    QTest::newRow("stop, then force") << List{kill("15", 1), kill("9", 11)} << true << false;
    QTest::newRow("rm -f") << List{kill("9", 1)} << true << false;
    QTest::newRow("another stop signal") << List{kill("3", 1)} << true << false;
    QTest::newRow("reload") << List{kill("1", 1)} << false << false;
    QTest::newRow("graceful stop of a web server") << List{kill("28", 1)} << false << false;
    QTest::newRow("ignored long ago") << List{kill("15", -1000)} << false << false;
    QTest::newRow("of the life before")
        << List{kill("15", 1), container("start", 2)} << false << false;
    QTest::newRow("of another") << List{container("kill", 1, {}, "c2")} << false << false;
    QTest::newRow("memory") << List{container("oom", 1)} << false << true;
    QTest::newRow("memory of the life before")
        << List{container("oom", 1), container("start", 2)} << false << false;
}

void TestDockerMessage::whyItDied()
{
    QFETCH(QList<DockerMessage>, before);
    DeathBackgrounds deaths;
    for (const DockerMessage &message : before)
        deaths.note(message);
    const auto background = deaths.note(container("die", 12));
    QVERIFY(background.requested.has_value());
    QTEST(*background.requested, "requested");
    QTEST(background.outOfMemory, "outOfMemory");
    const auto next = deaths.note(container("die", 13));
    QCOMPARE(next.requested, std::optional(false));
    QVERIFY(!next.outOfMemory);
}

void TestDockerMessage::nothingIsSureAfterAGap()
{
    DeathBackgrounds deaths;
    deaths.forget(100'000'000'000);
    QCOMPARE(deaths.note(container("die", 101)).requested, std::nullopt);
    deaths.note(kill("15", 102));
    QCOMPARE(deaths.note(container("die", 103)).requested, std::optional(true));
    QCOMPARE(deaths.note(container("die", 120)).requested, std::optional(false));
}

void TestDockerMessage::ownFunctionsAreRecognised()
{
    DaemonMemory memory;
    const QJsonObject label{{QStringLiteral("saltern.role"), QStringLiteral("function")}};
    const auto attached = [](const char *id) {
        return DockerMessage{.type = QStringLiteral("network"),
                             .action = QStringLiteral("connect"),
                             .attributes =
                                 QJsonObject{{QStringLiteral("container"), QLatin1StringView(id)}}};
    };
    QVERIFY(!memory.isOwn(attached("f1")));
    QVERIFY(memory.isOwn(container("create", 1, label, "f1")));
    QVERIFY(memory.isOwn(attached("f1")));
    QVERIFY(!memory.isOwn(attached("c1")));
    QVERIFY(!memory.isOwn(container("create", 1, {}, "c1")));
    QVERIFY(memory.isOwn(container("destroy", 2, label, "f1")));
    QVERIFY(!memory.isOwn(attached("f1")));
}

void TestDockerMessage::seenEventsForgetTheOldest()
{
    SeenEvents seen;
    for (std::size_t i = 0; i <= SeenEvents::capacity; ++i)
        QVERIFY(seen.insert(QString::number(i)));
    QVERIFY(!seen.contains(QStringLiteral("0")));
    QVERIFY(!seen.insert(QStringLiteral("1")));
    QVERIFY(!seen.insert(QString::number(SeenEvents::capacity)));
}

void TestDockerMessage::hostEventsNameTheHost()
{
    const Event event = hostEvent(QStringLiteral("edge"),
                                  QStringLiteral("down"),
                                  7,
                                  {{QStringLiteral("reason"), QStringLiteral("gone")}});
    QCOMPARE(event.type(), QStringLiteral("host/edge/down"));
    QCOMPARE(event.host(), QStringLiteral("edge"));
    QCOMPARE(at(event.data(), QStringLiteral("host.name")).toString(), QStringLiteral("edge"));
    QCOMPARE(at(event.data(), QStringLiteral("host.reason")).toString(), QStringLiteral("gone"));
}

QTEST_GUILESS_MAIN(TestDockerMessage)
#include "tst_dockermessage.moc"
