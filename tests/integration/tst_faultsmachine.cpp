#include "tests/integration/fakeclock.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTcpSocket>

#include <csignal>
#include <unistd.h>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// One request to a webhook. It is sent at once, and looked at later.
class Post
{
public:
    Post(const QString &address, const QByteArray &body)
    {
        m_socket.connectToHost(address.section(u':', 0, 0), address.section(u':', 1).toUShort());
        m_socket.write("POST /in HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                       "Content-Type: application/json\r\nContent-Length: " +
                       QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    bool isAnswered() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }

    /// Zero while there is no answer.
    int status()
    {
        m_answer += m_socket.readAll();
        return m_answer.mid(9, 3).toInt();
    }
    bool asksToComeAgain() { return status() > 0 && m_answer.contains("Retry-After: "); }

    /// Of the event that was taken in.
    QString id()
    {
        return status() == 202 ? QJsonDocument::fromJson(m_answer.mid(m_answer.indexOf("\r\n\r\n")))
                                     .object()
                                     .value(u"id"_s)
                                     .toString()
                               : QString();
    }

private:
    QTcpSocket m_socket;
    QByteArray m_answer;
};

QByteArray bodyOf(int size)
{
    return "{\"filling\":\"" + QByteArray(size, 'x') + "\"}";
}

/// The ids of all events of a type that the journal has.
QSet<QString> journalled(ServeRig &rig, const QString &type)
{
    QSet<QString> ids;
    const QJsonObject pattern{{u"type"_s, QJsonArray{type}}};
    const QJsonObject answer =
        rig.call(u"events.list"_s, {{u"pattern"_s, pattern}, {u"limit"_s, 1000}});
    for (const QJsonValue &entry : answer.value(u"events"_s).toArray())
        ids.insert(entry[u"event"_s][u"id"_s].toString());
    return ids;
}

} // namespace

/// The machine that the engine runs on goes wrong: no room on its disk, a clock that is set back.
class TestFaultsMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diskFullWhileItRuns();
    void diskFullAtTheStart();
    void clockSetBack();
};

/// A small disk of its own for the state folder, which goes with the process; and what fills it.
class SmallDisk
{
public:
    explicit SmallDisk(ServeRig &rig) : m_rig(rig)
    {
        QDir().mkpath(rig.path(u"disk"_s));
        rig.setState(rig.path(u"disk"_s));
        const QString script = u"mount -t tmpfs -o size=4m none \"$0\" && exec \"$@\""_s;
        rig.setWrapper({u"unshare"_s,
                        ::geteuid() == 0 ? u"-m"_s : u"-rm"_s,
                        u"sh"_s,
                        u"-c"_s,
                        script,
                        rig.state()});
    }

    static bool isPossible()
    {
        QProcess process;
        process.start(u"unshare"_s,
                      {::geteuid() == 0 ? u"-m"_s : u"-rm"_s,
                       u"mount"_s,
                       u"-t"_s,
                       u"tmpfs"_s,
                       u"none"_s,
                       u"/mnt"_s});
        return process.waitForFinished(60'000) && process.exitCode() == 0;
    }

    /// As the process sees it.
    QString folder() const { return u"/proc/%1/root%2"_s.arg(m_rig.pid()).arg(m_rig.state()); }

    void fill() const
    {
        QFile filler(folder() + u"/filler"_s);
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        for (const int size : {65536, 4096}) {
            const QByteArray block(size, 'x');
            while (filler.write(block) == size) {
            }
        }
    }
    void free() const { QVERIFY(QFile::remove(folder() + u"/filler"_s)); }

private:
    ServeRig &m_rig;
};

void TestFaultsMachine::diskFullWhileItRuns()
{
    if (!SmallDisk::isPossible())
        QSKIP("this account may not mount a disk of its own");
    ServeRig rig;
    const SmallDisk disk(rig);
    QVERIFY(rig.write(u"p"_s,
                      "nodes:\n  in: { kind: webhook@1, path: in, bodyLimit: 512KiB }\n"
                      "  out: { kind: log@1, message: x }\nwires: [in -> out]\n"));
    QVERIFY(rig.start());
    QTRY_VERIFY_WITH_TIMEOUT(!rig.webhooks().isEmpty(), 60'000);
    const QString address = rig.webhooks();
    std::vector<std::unique_ptr<Post>> posts;
    const auto post = [&](int size) {
        posts.push_back(std::make_unique<Post>(address, bodyOf(size)));
        return posts.back().get();
    };
    for (int i = 0; i < 5; ++i) {
        Post *early = post(10);
        QTRY_COMPARE_WITH_TIMEOUT(early->status(), 202, 60'000);
    }

    disk.fill();
    // Old pages of the journal may be used again for a while.
    Post *waits = nullptr;
    while (rig.said(u"stalled"_s).isEmpty()) {
        waits = post(200'000);
        QTRY_VERIFY_WITH_TIMEOUT(waits->isAnswered() || !rig.said(u"stalled"_s).isEmpty(), 60'000);
    }
    const QJsonObject error = rig.said(u"stalled"_s).constFirst().value(u"error"_s).toObject();
    QVERIFY2(error.value(u"message"_s).toString().startsWith(u"There is no room left"_s),
             qPrintable(error.value(u"message"_s).toString()));
    QVERIFY(error.value(u"remedy"_s).toString().startsWith(u"Free some space"_s));
    QCOMPARE(waits->status(), 0); // neither accepted nor refused yet
    QCOMPARE(rig.call(u"status"_s).value(u"stalled"_s), QJsonValue(true));
    Post *refused = post(10);
    QTRY_COMPARE_WITH_TIMEOUT(refused->status(), 503, 60'000);
    QVERIFY(refused->asksToComeAgain());
    // Neither by the control protocol.
    const QJsonObject event{{u"type"_s, u"test/by-hand"_s}, {u"data"_s, QJsonObject()}};
    QVERIFY(rig.call(u"events.send"_s, {{u"event"_s, event}}).isEmpty());
    QVERIFY2(rig.error().message.contains(u"journal"_s), qPrintable(rig.error().toString()));

    disk.free();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.said(u"recovered"_s).isEmpty(), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(waits->status(), 202, 60'000);
    Post *late = post(10);
    QTRY_COMPARE_WITH_TIMEOUT(late->status(), 202, 60'000);
    QCOMPARE(rig.said(u"stalled"_s).size(), 1); // said once, not every second

    // What was accepted is there, and nothing else.
    QSet<QString> accepted;
    for (const auto &each : posts) {
        if (!each->id().isEmpty())
            accepted.insert(each->id());
    }
    QTRY_COMPARE_WITH_TIMEOUT(rig.call(u"status"_s).value(u"openRuns"_s), QJsonValue(0), 60'000);
    QCOMPARE(journalled(rig, u"webhook/in"_s), accepted);
    QVERIFY(journalled(rig, u"test/by-hand"_s).isEmpty());
}

void TestFaultsMachine::diskFullAtTheStart()
{
    if (!SmallDisk::isPossible())
        QSKIP("this account may not mount a disk of its own");
    const QTemporaryDir state;
    QProcess process;
    process.start(u"unshare"_s,
                  {::geteuid() == 0 ? u"-m"_s : u"-rm"_s,
                   u"sh"_s,
                   u"-c"_s,
                   u"mount -t tmpfs -o size=64k none \"$0\" && head -c 60k /dev/zero > $0/filler; "
                   "exec \"$@\""_s,
                   state.path(),
                   u"" SALTERN_PROGRAM ""_s,
                   u"serve"_s,
                   u"--state"_s,
                   state.path()});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    const QString said = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(said.contains(u"There is no room left for the journal"_s), qPrintable(said));
    QVERIFY2(said.contains(u"and start again"_s), qPrintable(said));
}

void TestFaultsMachine::clockSetBack()
{
    if (!FakeClock::isPossible())
        QSKIP("libfaketime is not installed");
    ServeRig rig;
    const FakeClock clock(rig);
    QVERIFY(rig.write(u"p"_s,
                      "nodes:\n"
                      "  in: { kind: webhook@1, path: in }\n"
                      "  wait: { kind: delay@1, for: 2s }\n"
                      "  ask: { kind: http.request@1, url: \"http://127.0.0.1:1/\","
                      " retry: { max: 2, backoff: fixed, first: 1s } }\n"
                      "  note: { kind: log@1, message: waited }\n"
                      "  tick: { kind: timer@1, every: 1s }\n"
                      "  ticked: { kind: log@1, message: ticked }\n"
                      "wires: [in -> wait, wait -> note, in -> ask, tick -> ticked]\n"));
    QVERIFY(rig.start());
    QTRY_VERIFY_WITH_TIMEOUT(!rig.webhooks().isEmpty(), 60'000);
    const auto runs = [&](const QString &state) {
        return rig.call(u"runs.list"_s, {{u"state"_s, state}}).value(u"runs"_s).toArray();
    };
    const auto ticks = [&] {
        const QJsonArray all = runs(u"done"_s);
        return std::count_if(all.begin(), all.end(), [](const QJsonValue &run) {
            return run.toObject().value(u"trigger"_s).toString() == u"tick"_s;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(ticks() >= 1, 60'000);
    std::vector<std::unique_ptr<Post>> posts;
    QSet<QString> accepted;
    const auto post = [&] {
        posts.push_back(std::make_unique<Post>(rig.webhooks(), "{}"));
        QTRY_COMPARE_WITH_TIMEOUT(posts.back()->status(), 202, 60'000);
        accepted.insert(posts.back()->id());
    };
    post();
    clock.set("-3600");
    const auto before = ticks();
    // What waits is not held up for an hour: its delay, its retries and the timer go on.
    QTRY_COMPARE_WITH_TIMEOUT(runs(u"failed"_s).size(), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(ticks() >= before + 2, 60'000);
    post();
    QTRY_COMPARE_WITH_TIMEOUT(runs(u"failed"_s).size(), 2, 60'000);

    // Nothing was taken for something else, and a restart finds everything.
    QCOMPARE(accepted.size(), 2);
    QVERIFY(rig.terminate());
    clock.set("-7200");
    QVERIFY(rig.start());
    QCOMPARE(journalled(rig, u"webhook/in"_s), accepted);
    QCOMPARE(runs(u"failed"_s).size(), 2);
    // Newest first, although their times say otherwise.
    const QJsonArray all = rig.call(u"runs.list"_s).value(u"runs"_s).toArray();
    for (qsizetype i = 1; i < all.size(); ++i) {
        const auto number = [&](qsizetype at) {
            return all.at(at).toObject().value(u"run"_s).toString().section(u'-', 1).toInt();
        };
        QVERIFY(number(i - 1) > number(i));
    }
}

QTEST_GUILESS_MAIN(TestFaultsMachine)
#include "tst_faultsmachine.moc"
