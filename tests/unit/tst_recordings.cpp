#include "engine/hosts/recordedevents.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// The lines of a recording, whoever wrote them.
class TestRecordings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostileRecordings_data();
    void hostileRecordings();
    void handWrittenLinesAreFilledIn();
};

void TestRecordings::hostileRecordings_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("place");
    const QByteArray good = R"({"type":"a/b","data":{}})"
                            "\n";
    QTest::newRow("not JSON") << good + "nonsense\n" << u"r:2: "_s;
    QTest::newRow("half a line") << good + good + R"({"type":"a/b")" << u"r:3: "_s;
    QTest::newRow("no type") << QByteArray("{}") << u"r:1: "_s;
    QTest::newRow("a list") << QByteArray("\n\n[1]\n") << u"r:3: "_s;
    QTest::newRow("a forged type") << QByteArray(R"({"type":"a b"})") << u"r:1: "_s;
    QTest::newRow("no time") << QByteArray(R"({"type":"a/b","time":"soon"})") << u"r:1: "_s;
    QTest::newRow("too large") << R"({"type":"a/b","data":{"x":")" +
                                      QByteArray(maximumEventBytes, 'x') + "\"}}"
                               << u"r:1: "_s;
    QTest::newRow("zero bytes") << good + QByteArray(10, '\0') << u"r:2: "_s;
    QTest::newRow("deep") << QByteArray(100'000, '[') << u"r:1: "_s;
}

void TestRecordings::hostileRecordings()
{
    QFETCH(QByteArray, lines);
    QFETCH(QString, place);
    const auto events = readRecordedEvents(lines, u"r"_s);
    QVERIFY(!events);
    QCOMPARE(events.error().kind, ErrorKind::BadInput);
    QVERIFY2(events.error().message.startsWith(place), qPrintable(events.error().message));
}

void TestRecordings::handWrittenLinesAreFilledIn()
{
    const auto events = readRecordedEvents(R"({"type":"a/b","time":"2026-01-31T12:00:00Z"})"
                                           "\r\n\n"
                                           R"({"type":"a/c","data":{"id":"x","time":"y"}})",
                                           u"r"_s);
    QVERIFY2(events, events ? "" : qPrintable(events.error().toString()));
    QCOMPARE(events->size(), 2u);
    QCOMPARE(events->back().id(), u"r:3"_s);
    QCOMPARE(events->back().timeNs(), events->front().timeNs());
}

QTEST_GUILESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
