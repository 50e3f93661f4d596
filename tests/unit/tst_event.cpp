#include "engine/base/compactjson.h"
#include "engine/events/event.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace Saltern;

class TestEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersAreJson_data();
    void membersAreJson();
    void makeWritesWhatFromJsonReads();
    void handWrittenEventsAreCompleted();
    void refused_data();
    void refused();
    void times_data();
    void times();
    void timesAreWrittenInFull_data();
    void timesAreWrittenInFull();
    void causeIsAdded();
};

void TestEvent::makeWritesWhatFromJsonReads()
{
    EventFields fields{.id = QStringLiteral("1"),
                       .source = QStringLiteral("docker/local"),
                       .type = QStringLiteral("docker/container/die"),
                       .subject = QStringLiteral("a\"b\\c\n\u00e4\U0001F600"),
                       .timeNs = 1'700'000'000'123'456'789,
                       .host = QStringLiteral("local"),
                       .synthetic = true};
    const Event made = Event::make(fields, {{QStringLiteral("x"), 1}});
    const auto read = Event::fromJson(made.json());
    QVERIFY2(read.has_value(), made.json().constData());
    QCOMPARE(read->json(), made.json());
    QCOMPARE(read->subject(), fields.subject);
    QCOMPARE(read->timeNs(), fields.timeNs);
    QCOMPARE(read->host(), fields.host);
    QVERIFY(read->isSynthetic());
    QCOMPARE(read->data().value(QLatin1StringView("x")).toInt(), 1);
    QVERIFY(made.json().capacity() - made.json().size() >= 64);
}

void TestEvent::handWrittenEventsAreCompleted()
{
    const auto event = Event::fromJson(R"({"type":"demo/hello"})");
    QVERIFY(event.has_value());
    QVERIFY(!event->id().isEmpty());
    QVERIFY(event->timeNs() > 0);
    QCOMPARE(event->object().value(QLatin1StringView("specversion")).toString(),
             QStringLiteral("1.0"));
}

void TestEvent::refused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("kind");
    QTest::newRow("not JSON") << QByteArray("{") << int(ErrorKind::BadInput);
    QTest::newRow("array") << QByteArray("[]") << int(ErrorKind::BadInput);
    QTest::newRow("no type") << QByteArray("{}") << int(ErrorKind::BadInput);
    QTest::newRow("space in type") << QByteArray(R"({"type":"a b"})") << int(ErrorKind::BadInput);
    QTest::newRow("bad time") << QByteArray(R"({"type":"a","time":"noon"})")
                              << int(ErrorKind::BadInput);
    QTest::newRow("a second after the last time")
        << QByteArray(R"({"type":"a","time":"2262-04-11T23:47:16Z"})") << int(ErrorKind::BadInput);
    QTest::newRow("a second before the first time")
        << QByteArray(R"({"type":"a","time":"1677-09-21T00:12:43Z"})") << int(ErrorKind::BadInput);
    QTest::newRow("the year 9999")
        << QByteArray(R"({"type":"a","time":"9999-12-31T23:59:59Z"})") << int(ErrorKind::BadInput);
    QTest::newRow("one byte over")
        << QByteArray(maximumEventBytes + 1, ' ') << int(ErrorKind::TooLarge);
}

void TestEvent::refused()
{
    QFETCH(QByteArray, json);
    QFETCH(int, kind);
    const auto event = Event::fromJson(json);
    QVERIFY(!event.has_value());
    QCOMPARE(int(event.error().kind), kind);
    QVERIFY(!event.error().remedy.isEmpty() || kind != int(ErrorKind::BadInput) ||
            event.error().message.contains(u"time"));
}

void TestEvent::times_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    QTest::newRow("nanoseconds") << QStringLiteral("2023-11-14T22:13:20.000000001Z")
                                 << qint64{1'700'000'000'000'000'001};
    QTest::newRow("no fraction") << QStringLiteral("2023-11-14T22:13:20Z")
                                 << qint64{1'700'000'000'000'000'000};
    QTest::newRow("the last") << QStringLiteral("2262-04-11T23:47:15.999999999Z")
                              << qint64{9'223'372'035'999'999'999};
    QTest::newRow("the first") << QStringLiteral("1677-09-21T00:12:44Z")
                               << qint64{-9'223'372'036'000'000'000};
    QTest::newRow("offset") << QStringLiteral("2023-11-14T23:13:20.5+01:00")
                            << qint64{1'700'000'000'500'000'000};
}

void TestEvent::times()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    QCOMPARE(parseTimeNs(text).value(), ns);
    QCOMPARE(parseTimeNs(formatTimeNs(ns)).value(), ns);
}

void TestEvent::timesAreWrittenInFull_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, qint64 ns, const char *text) {
        QTest::newRow(name) << ns << QString::fromLatin1(text);
    };
    row("the beginning", 0, "1970-01-01T00:00:00.000000000Z");
    row("before it", -1, "1969-12-31T23:59:59.999999999Z");
    row("a leap day", 1'709'210'096'000'000'700, "2024-02-29T12:34:56.000000700Z");
    row("the first", std::numeric_limits<qint64>::min(), "1677-09-21T00:12:43.145224192Z");
    row("the last", std::numeric_limits<qint64>::max(), "2262-04-11T23:47:16.854775807Z");
}

void TestEvent::timesAreWrittenInFull()
{
    QFETCH(qint64, ns);
    QTEST(formatTimeNs(ns), "text");
}

void TestEvent::causeIsAdded()
{
    const Event event = Event::make({.type = QStringLiteral("a/b")}, {});
    const Event caused = event.withCause(QStringLiteral("p/r/s"), 3);
    QCOMPARE(caused.id(), event.id());
    QCOMPARE(caused.cause(), QStringLiteral("p/r/s"));
    QCOMPARE(Event::fromJson(caused.json())->hops(), 3);
}

void TestEvent::membersAreJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("plain") << QStringLiteral("web-1 {died}, [again]");
    QTest::newRow("to be escaped") << QStringLiteral("a \"b\" \\ c\n\t") + QChar(1);
    QTest::newRow("last of ASCII") << QString(QChar(0x7f));
    QTest::newRow("beyond it") << QString::fromUtf8("\u00e4 \u20ac \U0001f9c2 \u2028");
}

void TestEvent::membersAreJson()
{
    QFETCH(QString, text);
    QByteArray json("{");
    appendJsonMember(json, "first", text);
    appendJsonMember(json, "second", text);
    json += '}';
    const QJsonObject read = QJsonDocument::fromJson(json).object();
    QCOMPARE(read.size(), 2);
    QCOMPARE(read.value(QLatin1StringView("first")).toString(), text);
    QCOMPARE(read.value(QLatin1StringView("second")).toString(), text);
}

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
