#include "engine/demos/demo.h"
#include "engine/demos/demopost.h"
#include "engine/demos/demoreceiver.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

/// What a demo sends and what it receives, the one held against the other.
class DemoReceiverTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void messagesBecomeEvents()
    {
        DemoReceiver receiver(QStringLiteral("key"));
        QVERIFY(receiver.listen());
        QSignalSpy received(&receiver, &DemoReceiver::received);
        const QJsonObject message{{QStringLiteral("title"), QStringLiteral("it crashed")}};
        QVERIFY(posted(receiver.url(), message));
        QCOMPARE(received.size(), 1);
        const auto event = received.constFirst().constFirst().value<Event>();
        QCOMPARE(event.type(), demoMessage);
        QCOMPARE(event.data(), message);
    }

    void onlyThisMachineIsHeard()
    {
        DemoReceiver receiver(QStringLiteral("key"));
        QVERIFY(receiver.listen());
        QVERIFY2(receiver.url().startsWith(QStringLiteral("http://127.0.0.1:")),
                 qPrintable(receiver.url()));
    }

    void strangersAreNotHeard()
    {
        DemoReceiver receiver(QStringLiteral("key"));
        QVERIFY(receiver.listen());
        QSignalSpy received(&receiver, &DemoReceiver::received);
        QVERIFY(!posted(receiver.url() + u'x', {}));
        QVERIFY2(m_error.message.contains(QStringLiteral("404")), qPrintable(m_error.message));
        QVERIFY(received.isEmpty());
    }

    void nobodyThereIsSaid()
    {
        QString url;
        {
            DemoReceiver receiver(QStringLiteral("key"));
            QVERIFY(receiver.listen());
            url = receiver.url();
        }
        QVERIFY(!posted(url, {}));
        QCOMPARE(m_error.kind, ErrorKind::Failed);
    }

private:
    bool posted(const QString &url, const QJsonObject &body)
    {
        DemoPost post(QUrl(url), QStringLiteral("token"), body);
        QSignalSpy finished(&post, &DemoPost::finished);
        post.start();
        if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, 30'000))
            return false;
        const auto result = finished.constFirst().constFirst().value<Result<void>>();
        m_error = result ? Error() : result.error();
        return result.has_value();
    }

    Error m_error;
};

QTEST_GUILESS_MAIN(DemoReceiverTest)
#include "tst_demoreceiver.moc"
