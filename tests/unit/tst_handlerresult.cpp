#include "engine/functions/handleroutput.h"
#include "engine/functions/handlerresult.h"
#include "engine/shim/frame.h"

#include <QJsonDocument>
#include <QTest>
#include <QtEndian>

using namespace Saltern;

class TestHandlerResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void deepNestingIsText();
    void logChoosesStreams();
    void logCutsBetweenCharacters();
    void logCountsWhatTheShimLeftOut();
    void boundsHoldForAnyShim();
};

void TestHandlerResult::values_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArrayList &expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("nothing", "", {"{}"});
    row("white space", " \n\t", {"{}"});
    row("object", "{\"a\":1}\n", {R"({"a":1})"});
    row("two objects", "{\"a\":1}\n{\"b\":2}", {R"({"a":1})", R"({"b":2})"});
    row("two objects in one line", "{\"a\":1}{\"b\":2}", {R"({"a":1})", R"({"b":2})"});
    row("number", "5\n", {R"({"value":5})"});
    row("large whole number", "9007199254740993", {R"({"value":9007199254740993})"});
    row("true", "true", {R"({"value":true})"});
    row("null", "null", {R"({"value":null})"});
    row("string", "\"a b\"", {R"({"value":"a b"})"});
    row("array is one value", "[1,{\"a\":2}]", {R"({"value":[1,{"a":2}]})"});
    row("brackets in strings", R"({"a":"}]{"} "\"}")", {R"({"a":"}]{"})", R"({"value":"\"}"})"});
    row("text", "hello\n", {R"({"text":"hello"})"});
    row("text of two lines", "a\nb\n", {R"({"text":"a\nb"})"});
    row("text with Windows line ends", "a\r\n", {R"({"text":"a"})"});
    row("value, then text", "{\"a\":1} done", {R"({"text":"{\"a\":1} done"})"});
    row("unfinished object", "{\"a\":", {R"({"text":"{\"a\":"})"});
    row("unfinished string", "\"a", {R"({"text":"\"a"})"});
    row("closed too often", "{}}", {R"({"text":"{}}"})"});
    row("not a number", "NaN", {R"({"text":"NaN"})"});
    row("comma between", "1, 2", {R"({"text":"1, 2"})"});
    row("comma", "1,2", {R"({"text":"1,2"})"});
    row("escape at the end", "\"a\\", {R"({"text":"\"a\\"})"});
}

void TestHandlerResult::values()
{
    QFETCH(QByteArray, bytes);
    QByteArrayList read;
    for (const QJsonObject &data : readHandlerResult(bytes))
        read += QJsonDocument(data).toJson(QJsonDocument::Compact);
    QTEST(read, "expected");
}

void TestHandlerResult::deepNestingIsText()
{
    const QByteArray deep(500'000, '[');
    const auto read = readHandlerResult(deep + QByteArray(500'000, ']'));
    QCOMPARE(read.size(), std::size_t{1});
    QVERIFY(read.front().contains(QLatin1StringView("text")));
}

void TestHandlerResult::logChoosesStreams()
{
    HandlerOutput output;
    output.add(SALTERN_FRAME_STDOUT, "out1 ");
    output.add(SALTERN_FRAME_STDERR, "err ");
    output.add(SALTERN_FRAME_STDOUT, "out2");
    QCOMPARE(output.log(false), QStringLiteral("err "));
    QCOMPARE(output.log(true), QStringLiteral("out1 err out2"));
    QCOMPARE(output.result(), QByteArray("out1 out2"));
    QVERIFY(!output.usesResultStream());
    output.add(SALTERN_FRAME_RESULT, "{}");
    QVERIFY(output.usesResultStream());
    QCOMPARE(output.result(), QByteArray("{}"));
}

void TestHandlerResult::logCutsBetweenCharacters()
{
    HandlerOutput output;
    // Three bytes each, so that neither border is a multiple.
    for (int i = 0; i < 10; ++i)
        output.add(SALTERN_FRAME_STDOUT, QByteArray("\xE2\x82\xAC").repeated(15'000));
    const QString log = output.log(true);
    QVERIFY(!log.contains(QChar::ReplacementCharacter));
    QVERIFY(log.contains(QStringLiteral("bytes left out]")));
    QVERIFY(log.toUtf8().size() <= 2 * logHalf + 64);
}

void TestHandlerResult::logCountsWhatTheShimLeftOut()
{
    HandlerOutput output;
    output.add(SALTERN_FRAME_STDERR, "head");
    QByteArray skipped(9, '\0');
    skipped[0] = SALTERN_FRAME_STDERR;
    qToBigEndian<quint64>(12345678901ULL, skipped.data() + 1);
    output.add(SALTERN_FRAME_SKIPPED, skipped);
    QVERIFY(output.log(false).contains(QStringLiteral("[12345678901 bytes left out]")));
}

void TestHandlerResult::boundsHoldForAnyShim()
{
    HandlerOutput output;
    for (int i = 0; i < 200; ++i)
        output.add(SALTERN_FRAME_RESULT, QByteArray(SALTERN_FRAME_PAYLOAD_MAX, 'x'));
    QVERIFY(output.resultTooLarge());
    QVERIFY(output.result().size() < 2 * SALTERN_EVENT_MAX);
}

QTEST_GUILESS_MAIN(TestHandlerResult)
#include "tst_handlerresult.moc"
