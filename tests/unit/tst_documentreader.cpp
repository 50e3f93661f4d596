#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlsource.h"
#include "tests/unit/problemsummary.h"

#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

namespace {

QByteArray nested(const char *open, int count)
{
    return QByteArray("a: ") + QByteArray(open).repeated(count);
}

} // namespace

class TestDocumentReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scalars_data();
    void scalars();
    void positions_data();
    void positions();
    void insideText_data();
    void insideText();
    void hostile_data();
    void hostile();
    void tabsInsideTextAreText();
    void readsTheWholeFormat();
    void form_data();
    void form();
    void everyCutIsSurvived();
};

void TestDocumentReader::scalars_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("ambiguous");
    const auto row = [](const char *text, const char *json, bool ambiguous = false) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(json) << ambiguous;
    };
    row("~", "null");
    row("null", "null");
    row("true", "true");
    row("FALSE", "false");
    row("tRue", "\"tRue\"");
    row("\"true\"", "\"true\"");
    row("12", "12");
    row("-0", "0");
    row("+7", "7");
    row("0x1F", "31");
    row("0o17", "15");
    row("1.5", "1.5");
    row("-.5e3", "-500");
    row("1.", "1");
    row("9223372036854775807", "9223372036854775807");
    row("1.2.3", "\"1.2.3\"");
    row("10s", "\"10s\"");
    row("2026-01-31", "\"2026-01-31\"");
    row("yes", "\"yes\"", true);
    row("No", "\"No\"", true);
    row("ON", "\"ON\"", true);
    row("off", "\"off\"", true);
    row("'off'", "\"off\"");
    row("010", "10", true);
    row("1:30", "\"1:30\"", true);
    row("12:30:45", "\"12:30:45\"", true);
    row("1_000", "\"1_000\"", true);
    row("0b11", "\"0b11\"", true);
    row("[a, 1, {b: c}]", "[\"a\",1,{\"b\":\"c\"}]");
    row("{\"json\": [true, null]}", "{\"json\":[true,null]}");
    row("\"\\u00e4\\n\"", "\"\xc3\xa4\\n\"");
}

void TestDocumentReader::scalars()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, json);
    const YamlDocument document = readYaml("v: " + text + "\n");
    QVERIFY2(document.problems.isEmpty(), qPrintable(summary(document.problems)));
    const QByteArray read = QJsonDocument(document.value.toObject()).toJson(QJsonDocument::Compact);
    QCOMPARE(read, "{\"v\":" + json + "}");
    QTEST(document.source.ambiguous.contains(QStringLiteral("/v")), "ambiguous");
}

void TestDocumentReader::positions_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("place");
    const auto row = [](const char *pointer, const char *place) {
        QTest::newRow(pointer) << QString::fromLatin1(pointer) << QString::fromLatin1(place);
    };
    row("", "1:1 1:1");
    row("/a", "1:1 1:4");
    row("/\xe4", "2:1 2:4");
    row("/list", "3:1 4:3");
    row("/list/0", "4:5 4:5");
    row("/list/1/x", "5:5 5:8");
    row("/flow/0", "6:8 6:8");
    row("/flow/1/k", "6:13 6:16");
    row("/with~1slash", "7:1 7:13");
    row("/list/7", "4:3 4:3");
    row("/nowhere/at/all", "1:1 1:1");
}

void TestDocumentReader::positions()
{
    QFETCH(QString, pointer);
    const YamlDocument document = readYaml("a: 1\r\n"
                                           "\xc3\xa4: \"\xc3\xb6\"\n"
                                           "list:\n"
                                           "  - one\n"
                                           "  - x: 1\n"
                                           "flow: [\xc3\xa4\xc3\xa4, {k: v}]\n"
                                           "with/slash: z\n");
    QVERIFY2(document.problems.isEmpty(), qPrintable(summary(document.problems)));
    const auto show = [](SourcePosition at) {
        return QStringLiteral("%1:%2").arg(at.line).arg(at.column);
    };
    QTEST(QString(show(document.source.keyAt(pointer)) + u' ' + show(document.source.at(pointer))),
          "place");
}

void TestDocumentReader::insideText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    // The place of the "!" in each.
    QTest::newRow("plain") << QByteArray("v: ab!") << 1 << 6;
    QTest::newRow("quoted") << QByteArray("v: 'ab!'") << 1 << 7;
    QTest::newRow("characters, not bytes")
        << QByteArray("v: \"\xf0\x9f\x98\x80\xc3\xa4!\"") << 1 << 7;
    QTest::newRow("block") << QByteArray("v: |\n  one\n\n  tw!o\n") << 4 << 5;
    QTest::newRow("block with its own indicator") << QByteArray("v: |2\n   on!e\n") << 1 << 4;
    QTest::newRow("folded") << QByteArray("v: >\n  one\n  tw!o\n") << 1 << 4;
    QTest::newRow("escaped") << QByteArray("v: \"\\t!\"") << 1 << 4;
}

void TestDocumentReader::insideText()
{
    QFETCH(QByteArray, text);
    const YamlDocument document = readYaml(text);
    const QString value = document.value.toObject().value(QLatin1StringView("v")).toString();
    const SourcePosition at =
        document.source.inside(QStringLiteral("/v"), value, value.indexOf(u'!'));
    QTEST(at.line, "line");
    QTEST(at.column, "column");
}

void TestDocumentReader::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const QByteArray &text, const char *problems) {
        QTest::newRow(name) << text << QString::fromLatin1(problems);
    };
    row("duplicate key", "a: 1\nb: {c: 1, c: 2}\na: 3\n", "2:11 duplicate-key; 3:1 duplicate-key");
    row("duplicate key in quotes", "a: 1\n\"a\": 2\n", "2:1 duplicate-key");
    row("on as a key", "on: 1\n", "1:1 yaml-trap");
    row("no as an inner key", "a:\n  No: 1\n", "2:3 yaml-trap");
    row("on in quotes", "\"on\": 1\n", "");
    row("tab as indentation", "a:\n\tb: 1\n", "2:1 tab");
    row("tab after spaces", "a:\n  b: 1\n  \tc: 2\n", "3:3 tab");
    row("tab that yaml-cpp lets pass", "a:\n\tb\n", "2:1 tab");
    row("tab in a list", "a:\n\t- b\n", "2:1 tab");
    row("Latin-1", "a: \xe4\n", "1:4 not-utf8");
    row("overlong", "a: \xc0\xaf\n", "1:4 not-utf8");
    row("surrogate", "a: \xed\xa0\x80\n", "1:4 not-utf8");
    row("cut sequence", "a: b\n\xe2\x82", "2:1 not-utf8");
    row("UTF-16", QByteArray("\xff\xfe\x61\x00", 4), "1:1 not-utf8");
    row("UTF-16 without a mark", QByteArray("a\0:\0", 4), "1:2 control-character");
    row("NUL", QByteArray("a: b\0c\n", 7), "1:5 control-character");
    row("escape character", "a: \x1b[31m\n", "1:4 control-character");
    row("carriage return alone", "a: 1\rb: 2\n", "1:5 control-character");
    row("byte order mark",
        "\xef\xbb\xbf"
        "a: 1\na: 2",
        "2:1 duplicate-key");
    row("one byte too large", QByteArray(maximumDocumentBytes + 1, '#'), "1:1 too-large");
    row("50 MB", QByteArray(50 * 1000 * 1000, 'a'), "1:1 too-large");
    row("just large enough", "a: 1\n#" + QByteArray(maximumDocumentBytes - 6, '-'), "");
    row("100,000 lists", nested("[", 100'000), "1:36 too-deep");
    row("100,000 mappings", nested("{", 100'000), "1:67 too-deep");
    row("100,000 block lists", QByteArray("- ").repeated(100'000), "1:129 too-deep");
    row("100,000 keys", QByteArray("? ").repeated(100'000), "1:129 too-deep");
    row(
        "1,000 levels of indentation",
        [] {
            QByteArray text;
            for (int i = 0; i < 1000; ++i)
                text += QByteArray(i, ' ') + "a:\n";
            return text;
        }(),
        "65:65 too-deep");
    row("64 levels", QByteArray("[").repeated(64) + QByteArray("]").repeated(64), "");
    row("anchor and alias", "a: &x 1\nb: *x\n", "1:4 yaml-alias; 2:4 yaml-alias");
    row("alias without an anchor", "a: *x\n", "1:4 yaml-syntax");
    row("alias bomb",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "1:4 yaml-alias; 2:4 yaml-alias; 2:8 yaml-alias; 2:12 yaml-alias; 3:5 yaml-alias; "
        "3:9 yaml-alias");
    row("merge key", "a: {<<: {b: 1}}\n", "1:5 yaml-alias");
    row("tag", "a: !!str 5\n", "1:4 yaml-tag");
    row("own tag on a list", "a: !python/object [1]\n", "1:4 yaml-tag");
    row("second document", "a: 1\n---\nb: 2\n", "2:1 several-documents");
    row("null as a key", "~: 1\n", "1:1 bad-key");
    row("list as a key", "? [a]\n: 1\n", "1:3 bad-key");
    row("infinite number", "a: .inf\n", "1:4 bad-number");
    row("number too long", "a: 123456789012345678901\n", "1:4 bad-number");
    row("exponent too large", "a: 1e999\n", "1:4 bad-number");
    row("open list", "a: [1, 2\n", "2:1 yaml-syntax");
    row("open quote", "a: \"b\n", "1:4 yaml-syntax");
    row("open quote in a list", "- 'b''\n- c\n", "1:3 yaml-syntax");
    row("open quote after an escape", "a: \"b\\\"\n", "1:4 yaml-syntax");
    row("colon in text", "a: b: c\n", "1:5 yaml-syntax");
    row("bad escape", "a: \"\\q\"\n", "1:7 yaml-syntax");
    row("bad indentation", "a:\n    b: 1\n  c: 2\n", "3:3 yaml-syntax");
    row("nothing", "", "");
    row("only a comment", "# nothing\n", "");
}

void TestDocumentReader::hostile()
{
    QFETCH(QByteArray, text);
    const YamlDocument document = readYaml(text);
    QTEST(summary(document.problems), "problems");
    for (const Problem &problem : document.problems) {
        QVERIFY2(problem.message.endsWith(u'.'), qPrintable(problem.message));
        QVERIFY2(problem.remedy.endsWith(u'.'), qPrintable(problem.remedy));
    }
}

void TestDocumentReader::tabsInsideTextAreText()
{
    const YamlDocument document = readYaml("a: |\n"
                                           "  def f():\n"
                                           "  \treturn 1\n"
                                           "\n"
                                           "b: \"one\n"
                                           "\ttwo\"\n"
                                           "c: 'don''t\n"
                                           "\tstop'\n"
                                           "d: x\n");
    QCOMPARE(summary(document.problems), QString());
    QCOMPARE(document.value.toObject().value(QLatin1StringView("a")).toString(),
             QStringLiteral("def f():\n\treturn 1\n"));
}

void TestDocumentReader::readsTheWholeFormat()
{
    const LoadedPipeline loaded = readPipeline(R"(saltern: 1
pipeline: self-heal
title: Restart what crashes
description: |
  Two lines
  of text
guarantee: at-most-once
durability: process
missed: skip
nodes:
  zebra:
    kind: docker.event@1
    label: Container died
    note: first in the file
    action: die
  apple:
    kind: log
    disabled: bypass
    message: "{{ event.type }}"
  middle:
    kind: notify@12
    disabled: true
wires:
  - zebra -> apple
  - zebra.out->middle
tests:
  - name: one
)");
    QCOMPARE(summary(loaded.problems), QString());
    const Pipeline &pipeline = loaded.pipeline;
    QCOMPARE(pipeline.name, QStringLiteral("self-heal"));
    QCOMPARE(pipeline.description, QStringLiteral("Two lines\nof text\n"));
    QCOMPARE(pipeline.guarantee, Guarantee::AtMostOnce);
    QCOMPARE(pipeline.durability, Durability::Process);
    QCOMPARE(pipeline.missed, Missed::Skip);
    QCOMPARE(pipeline.tests.size(), 1);
    const QList<Node> nodes{
        {.id = QStringLiteral("zebra"),
         .kind = {QStringLiteral("docker.event"), 1},
         .label = QStringLiteral("Container died"),
         .note = QStringLiteral("first in the file"),
         .parameters = {{QStringLiteral("action"), QStringLiteral("die")}}},
        {.id = QStringLiteral("apple"),
         .kind = {QStringLiteral("log"), 0},
         .disabled = Disabled::Bypass,
         .parameters = {{QStringLiteral("message"), QStringLiteral("{{ event.type }}")}}},
        {.id = QStringLiteral("middle"),
         .kind = {QStringLiteral("notify"), 12},
         .disabled = Disabled::Stop},
    };
    QCOMPARE(pipeline.nodes, nodes);
    const QList<Wire> wires{
        {QStringLiteral("zebra"), QString(), QStringLiteral("apple")},
        {QStringLiteral("zebra"), QStringLiteral("out"), QStringLiteral("middle")},
    };
    QCOMPARE(pipeline.wires, wires);
    QCOMPARE(pipeline.wires.at(1).toString(), QStringLiteral("zebra.out -> middle"));
}

void TestDocumentReader::form_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const char *text, const char *problems) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(problems);
    };
    row("nothing", "", "1:1 not-a-pipeline");
    row("a list", "- a\n", "1:1 not-a-pipeline");
    row("text", "hello\n", "1:1 not-a-pipeline");
    row("newer format", "saltern: 2\nwhat: [is, this]\n", "1:10 newer-format");
    row("no format", "nodes: {}\n", "1:1 missing-field");
    row("format as text", "saltern: \"1\"\nnodes: {}\n", "1:10 bad-format");
    row("unknown field", "saltern: 1\nnode: {}\nnodes: {}\n", "2:1 unknown-field");
    row("title is a number", "saltern: 1\ntitle: 5\nnodes: {}\n", "2:8 wrong-type");
    row("guarantee", "saltern: 1\nguarantee: exactly-once\nnodes: {}\n", "2:12 not-a-choice");
    row("no nodes", "saltern: 1\nnodes:\n", "2:1 missing-field");
    row("nodes as a list", "saltern: 1\nnodes: [a]\n", "2:8 wrong-type");
    row("node as text", "saltern: 1\nnodes:\n  a: b\n", "3:6 wrong-type");
    row("no kind", "saltern: 1\nnodes:\n  a:\n    label: x\n", "3:3 missing-field");
    row("kind with spaces", "saltern: 1\nnodes:\n  a: {kind: docker event}\n", "3:13 bad-kind");
    row("kind version", "saltern: 1\nnodes:\n  a: {kind: log@x}\n", "3:13 bad-kind");
    row("disabled", "saltern: 1\nnodes:\n  a: {kind: log, disabled: yes}\n", "3:28 not-a-choice");
    row("wires as text", "saltern: 1\nnodes: {}\nwires: a -> b\n", "3:8 wrong-type");
    row("wire without an arrow", "saltern: 1\nnodes: {}\nwires: [a b]\n", "3:9 bad-wire");
    row("chain of wires", "saltern: 1\nnodes: {}\nwires:\n  - a -> b -> c\n", "4:5 bad-wire");
    row("tests as a mapping", "saltern: 1\nnodes: {}\ntests: {a: b}\n", "3:8 wrong-type");
    row("every one is listed",
        "saltern: 1\nmissed: no\nnodes:\n  a: {}\n  b: 1\nwires: [x]\n",
        "2:9 not-a-choice; 4:3 missing-field; 5:6 wrong-type; 6:9 bad-wire");
}

void TestDocumentReader::form()
{
    QFETCH(QByteArray, text);
    const LoadedPipeline loaded = readPipeline(text);
    QTEST(summary(loaded.problems), "problems");
    for (const Problem &problem : loaded.problems)
        QVERIFY(!problem.remedy.isEmpty());
}

void TestDocumentReader::everyCutIsSurvived()
{
    const QByteArray whole = "saltern: 1\nnodes:\n  \"a\\n\": {kind: log@1, m: ['x', &y \"z\"]}\n"
                             "  b:\n    code: |2\n      x\n    d: >-\n\ty\nwires: [a -> b, *y]\n";
    for (qsizetype cut = 0; cut <= whole.size(); ++cut) {
        const LoadedPipeline loaded = readPipeline(whole.left(cut));
        QVERIFY2(!loaded.problems.isEmpty(), qPrintable(QString::number(cut)));
        QByteArray flipped = whole;
        if (cut < whole.size())
            flipped[cut] = static_cast<char>(flipped[cut] ^ 0x15);
        QVERIFY(readPipeline(flipped).problems.size() < 1000);
    }
}

QTEST_GUILESS_MAIN(TestDocumentReader)
#include "tst_documentreader.moc"
