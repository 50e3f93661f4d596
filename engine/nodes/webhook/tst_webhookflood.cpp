#include "engine/nodes/webhook/webhookserver.h"
#include "engine/runs/engine.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr int mostBehind = 10'000;

struct Answers
{
    int accepted = 0;
    int journalBusy = 0;
    int overrun = 0;
    int stopped = 0;
    int retryAfter = 0;

    int refused() const { return journalBusy + overrun + stopped; }
};

/// Sends one request after another over one connection, and counts the answers.
class Sender : public QObject
{
public:
    Sender(quint16 port, Answers *answers) : m_answers(answers)
    {
        connect(&m_socket, &QTcpSocket::readyRead, this, &Sender::read);
        m_socket.connectToHost(QHostAddress::LocalHost, port);
    }

    void send(int requests)
    {
        m_open += requests;
        m_socket.write(QByteArray("POST /in HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
                                  "Content-Type: application/json\r\n\r\n{}")
                           .repeated(requests));
    }

    /// Requests that are not answered.
    int open() const { return m_open; }

private:
    void read()
    {
        m_bytes += m_socket.readAll();
        for (qsizetype end = m_bytes.indexOf("\r\n\r\n"); end >= 0;
             end = m_bytes.indexOf("\r\n\r\n")) {
            const qsizetype at = m_bytes.indexOf("Content-Length: ") + 16;
            const qsizetype body = m_bytes.mid(at, m_bytes.indexOf("\r\n", at) - at).toInt();
            if (m_bytes.size() < end + 4 + body)
                return;
            count(m_bytes.left(end + 4 + body));
            m_bytes.remove(0, end + 4 + body);
        }
    }

    void count(const QByteArray &answer)
    {
        --m_open;
        m_answers->accepted += answer.startsWith("HTTP/1.1 202 ");
        m_answers->journalBusy += answer.contains("journal");
        m_answers->overrun += answer.startsWith("HTTP/1.1 503 ") && answer.contains("wait already");
        m_answers->stopped += answer.contains("stopped");
        m_answers->retryAfter += answer.contains("Retry-After: 1\r\n");
    }

    Answers *m_answers;
    QTcpSocket m_socket;
    QByteArray m_bytes;
    int m_open = 0;
};

/// Many of them side by side.
class Flood
{
public:
    explicit Flood(quint16 port)
    {
        constexpr int connections = 100;
        for (int i = 0; i < connections; ++i)
            m_senders.push_back(std::make_unique<Sender>(port, &answers));
    }

    void begin(int requests)
    {
        const int each = requests / int(m_senders.size());
        const std::size_t more = std::size_t(requests) % m_senders.size();
        for (std::size_t i = 0; i < m_senders.size(); ++i) {
            if (const int count = each + (i < more ? 1 : 0); count > 0)
                m_senders[i]->send(count);
        }
        sent += requests;
    }

    bool isAnswered() const
    {
        return std::all_of(m_senders.begin(), m_senders.end(), [](const auto &sender) {
            return sender->open() == 0;
        });
    }

    bool waitUntilAnswered() const
    {
        return QTest::qWaitFor([this] { return isAnswered(); }, 120'000);
    }

    bool send(int requests)
    {
        begin(requests);
        return waitUntilAnswered();
    }

    Answers answers;
    int sent = 0;

private:
    std::vector<std::unique_ptr<Sender>> m_senders;
};

} // namespace

/// More is sent than a pipeline can do: it is held back, then refused, and nothing that was
/// accepted is lost.
class TestWebhookFlood : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingAcceptedIsLost_data();
    void nothingAcceptedIsLost();
};

void TestWebhookFlood::nothingAcceptedIsLost_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("wires");
    QTest::newRow("at once") << QByteArray("at-once") << QByteArray("hook -> slow");
    QTest::newRow("accepted") << QByteArray("accepted") << QByteArray("hook -> slow");
    QTest::newRow("not at the first node")
        << QByteArray("at-once") << QByteArray("hook -> pass, pass.out -> slow");
}

void TestWebhookFlood::nothingAcceptedIsLost()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, wires);
    const QTemporaryDir folder;
    Engine engine({.stateFolder = folder.path(), .webhooks = u"127.0.0.1:0"_s});
    QVERIFY(engine.open());
    QVERIFY(engine.start());
    const Bundle bundle{
        .documentName = u"p.saltern.yaml"_s,
        .document =
            "saltern: 1\npipeline: p\nnodes:\n  hook: { kind: webhook@1, path: in, reply: " +
            reply +
            " }\n"
            "  pass: { kind: filter@1, match: { type: [{ exists: true }] } }\n"
            "  slow: { kind: delay@1, for: 1h }\nwires: [" +
            wires + "]\n"};
    QVERIFY(engine.deploy(bundle));
    QString firstRun;
    connect(&engine.scheduler(), &Scheduler::runChanged, this, [&](const RunChange &change) {
        if (firstRun.isEmpty())
            firstRun = change.run;
    });
    QSignalSpy letters(&engine.scheduler(), &Scheduler::deadLettered);

    Flood flood(engine.webhooks().address().port);
    const Answers &answers = flood.answers;
    // The journal may be the narrower place meanwhile; who is refused comes again.
    while (answers.accepted < mostBehind)
        QVERIFY(flood.send(mostBehind - answers.accepted));
    const int refused = answers.refused();
    QVERIFY(flood.send(100));
    QCOMPARE(answers.accepted, mostBehind);
    QCOMPARE(answers.refused(), refused + 100);
    QVERIFY(answers.overrun > 0);
    QTRY_COMPARE_WITH_TIMEOUT(engine.scheduler().openRuns(), std::size_t(mostBehind), 120'000);

    const auto counters = [&] { return engine.webhooks().admission().counters().at(u"in"_s); };
    QCOMPARE(int(counters().refused), answers.refused());
    const auto makeOneWait = [&] {
        while (counters().waiting == 0) {
            if (!flood.waitUntilAnswered())
                return false;
            flood.begin(100);
            if (!QTest::qWaitFor([&] { return counters().waiting > 0 || flood.isAnswered(); },
                                 120'000))
                return false;
        }
        return true;
    };

    // With room again, who waits is let in.
    QVERIFY(makeOneWait());
    QCOMPARE(answers.accepted, mostBehind);
    QVERIFY(engine.scheduler().cancelRun(firstRun));
    QVERIFY(flood.waitUntilAnswered());
    QCOMPARE(answers.accepted, mostBehind + 1);

    // Who waits for a pipeline that is stopped is told so.
    QTRY_COMPARE_WITH_TIMEOUT(engine.journal().pending(), std::size_t(0), 120'000);
    QVERIFY(makeOneWait());
    QVERIFY(engine.stopPipeline(u"p"_s));
    QCOMPARE(engine.scheduler().openRuns(), std::size_t(0));
    QVERIFY(engine.deploy(bundle));
    QVERIFY(flood.waitUntilAnswered());
    QVERIFY(answers.stopped > 0);
    QVERIFY(flood.send(1));
    QVERIFY(answers.accepted > mostBehind + 1);

    QCOMPARE(answers.accepted + answers.refused(), flood.sent);
    QCOMPARE(answers.retryAfter, answers.refused());
    QCOMPARE(letters.size(), 0);
    QSignalSpy stopped(&engine, &Engine::stopped);
    engine.shutDown();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 120'000);
}

QTEST_GUILESS_MAIN(TestWebhookFlood)
#include "tst_webhookflood.moc"
