#include "engine/events/event.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

namespace {

struct Outcome
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

const QByteArray twoPatterns = R"({"id": "die", "pattern": {"type": ["die"]}})"
                               "\n"
                               R"({"id": 7, "pattern": {"code": [{"anything-but": 0}]}})"
                               "\n";
const QByteArray threeEvents = R"({"type": "die", "code": 1})"
                               "\n"
                               R"({"type": "die", "code": 0})"
                               "\n"
                               R"({"type": "start"})"
                               "\n";

} // namespace

/// `saltern match`, the program itself, as people and scripts call it.
class TestMatchCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formsOfPatterns_data();
    void formsOfPatterns();
    void formsOfEvents_data();
    void formsOfEvents();
    void formsOfOutput_data();
    void formsOfOutput();
    void why();
    void whyAsJson();
    void values_data();
    void values();
    void badPatterns_data();
    void badPatterns();
    void badEvents_data();
    void badEvents();
    void badCommandLines_data();
    void badCommandLines();
    void lengthOfALine_data();
    void lengthOfALine();
    void standardInput_data();
    void standardInput();
    void answersWhileInputIsOpen();
    void manyEvents();

private:
    QString write(const char *name, const QByteArray &content);
    Outcome run(const QStringList &arguments, const QByteArray &input = {});
    Outcome match(const QByteArray &patterns, const QByteArray &events, const QStringList &more);

    QTemporaryDir m_folder;
};

QString TestMatchCommand::write(const char *name, const QByteArray &content)
{
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", name);
    return file.fileName();
}

Outcome TestMatchCommand::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess program;
    program.setWorkingDirectory(m_folder.path());
    program.start(QStringLiteral(SALTERN_PROGRAM),
                  QStringList{QStringLiteral("match")} + arguments);
    program.write(input);
    program.closeWriteChannel();
    if (!program.waitForFinished(60'000) || program.exitStatus() != QProcess::NormalExit)
        qFatal("saltern match did not come to its end");
    return {program.exitCode(), program.readAllStandardOutput(), program.readAllStandardError()};
}

Outcome TestMatchCommand::match(const QByteArray &patterns,
                                const QByteArray &events,
                                const QStringList &more = {})
{
    return run(QStringList{write("patterns", patterns), write("events", events)} + more);
}

void TestMatchCommand::formsOfPatterns_data()
{
    QTest::addColumn<QByteArray>("patterns");
    QTest::addColumn<QByteArray>("ids"); // of what matches {"type": "die", "code": 1}
    const auto row = [](const char *name, const char *patterns, const char *ids) {
        QTest::newRow(name) << QByteArray(patterns) << QByteArray(ids);
    };
    row("JSON", R"({"type": ["die"]})", R"("pattern")");
    row("JSON on many lines", "\n{\n  \"type\": [\n    \"die\"\n  ]\n}\n", R"("pattern")");
    row("YAML", "# crash\ntype: [die]\ncode:\n  - anything-but: 0\n", R"("pattern")");
    row("a mark of the byte order", "\xef\xbb\xbf{\"type\": [\"die\"]}", R"("pattern")");
    row("JSON Lines", twoPatterns, R"("die",7)");
    row("one line", R"({"id": "x", "pattern": {"type": ["die"]}})", R"("x")");
    row("empty lines", "\n\n{\"pattern\": {\"code\": [1]}, \"id\": \"x\"}\r\n\n", R"("x")");
    row("more than a name and a pattern",
        R"({"id": "x", "pattern": {"code": [1]}, "note": "why"})",
        R"("x")");
    row("in the order of the file",
        "{\"id\": \"z\", \"pattern\": {\"code\": [1]}}\n{\"id\": \"a\", \"pattern\": {\"code\": "
        "[1]}}",
        R"("z","a")");
    row("a number and a text that looks like one",
        "{\"id\": 1.5, \"pattern\": {\"code\": [1]}}\n{\"id\": \"2\", \"pattern\": {\"code\": "
        "[1]}}",
        R"(1.5,"2")");
    row("fields that are called id and pattern", R"({"id": ["x"], "pattern": ["y"]})", "");
}

void TestMatchCommand::formsOfPatterns()
{
    QFETCH(QByteArray, patterns);
    QFETCH(QByteArray, ids);
    const Outcome outcome =
        match(patterns, R"({"type": "die", "code": 1})", {QStringLiteral("--json")});
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, R"({"event":1,"patterns":[)" + ids + "]}\n");
    QCOMPARE(outcome.exitCode, 0);
}

void TestMatchCommand::formsOfEvents_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QByteArray>("output"); // with --json, of the pattern {"a": [1]}
    const auto row = [](const char *name, const QByteArray &events, const char *output) {
        QTest::newRow(name) << events << QByteArray(output);
    };
    const char *one = "{\"event\":1,\"patterns\":[\"pattern\"]}\n";
    row("none", "", "");
    row("only empty lines", "\n  \n\r\n", "");
    row("no line end", R"({"a": 1})", one);
    row("Windows lines", "{\"a\": 1}\r\n", one);
    row("a mark of the byte order", "\xef\xbb\xbf{\"a\": 1}\n", one);
    row("an empty object", "{}\n", "{\"event\":1,\"patterns\":[]}\n");
    row("empty lines count",
        "\n{\"a\": 1}\n\n{\"a\": 2}\n",
        "{\"event\":2,\"patterns\":[\"pattern\"]}\n{\"event\":4,\"patterns\":[]}\n");
}

void TestMatchCommand::formsOfEvents()
{
    QFETCH(QByteArray, events);
    QFETCH(QByteArray, output);
    const Outcome outcome = match(R"({"a": [1]})", events, {QStringLiteral("--json")});
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, output);
    QCOMPARE(outcome.exitCode, 0);
}

void TestMatchCommand::formsOfOutput_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("output");
    QTest::newRow("text") << QStringList{} << QByteArray("1: die, 7\n2: die\n3: no match\n");
    QTest::newRow("json") << QStringList{QStringLiteral("--json")}
                          << QByteArray("{\"event\":1,\"patterns\":[\"die\",7]}\n"
                                        "{\"event\":2,\"patterns\":[\"die\"]}\n"
                                        "{\"event\":3,\"patterns\":[]}\n");
}

void TestMatchCommand::formsOfOutput()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, output);
    const Outcome outcome = match(twoPatterns, threeEvents, options);
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, output);
    QCOMPARE(outcome.exitCode, 0);
}

void TestMatchCommand::why()
{
    const Outcome outcome = match(twoPatterns, threeEvents, {QStringLiteral("--why")});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.output,
             QByteArray("1: die, 7\n"
                        "  die: It matches: every clause fits.\n"
                        "    + type is \"die\", which fits: \"die\".\n"
                        "  7: It matches: every clause fits.\n"
                        "    + code is 1, which fits: anything but 0.\n"
                        "2: die\n"
                        "  die: It matches: every clause fits.\n"
                        "    + type is \"die\", which fits: \"die\".\n"
                        "  7: It does not match: 1 of 1 clauses fails.\n"
                        "    - code is 0, but the pattern wants anything but 0.\n"
                        "3: no match\n"
                        "  die: It does not match: 1 of 1 clauses fails.\n"
                        "    - type is \"start\", but the pattern wants \"die\".\n"
                        "  7: It does not match: 1 of 1 clauses fails.\n"
                        "    - code is missing, but the pattern wants anything but 0.\n"));
}

void TestMatchCommand::whyAsJson()
{
    const Outcome outcome =
        match(twoPatterns, threeEvents, {QStringLiteral("--why"), QStringLiteral("--json")});
    QCOMPARE(outcome.exitCode, 0);
    const QList<QByteArray> lines = outcome.output.split('\n');
    QCOMPARE(lines.size(), 4);
    const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
    QCOMPARE(second[u"event"].toInt(), 2);
    QCOMPARE(second[u"patterns"].toArray(), QJsonArray{QStringLiteral("die")});
    const QJsonArray reasons = second[u"why"].toArray();
    QCOMPARE(reasons.size(), 2);
    QCOMPARE(reasons[0][u"matched"].toBool(), true);
    const QJsonObject clause{{QStringLiteral("path"), QStringLiteral("code")},
                             {QStringLiteral("pointer"), QStringLiteral("/code")},
                             {QStringLiteral("clause"), QStringLiteral("[{\"anything-but\":0}]")},
                             {QStringLiteral("matched"), false},
                             {QStringLiteral("seen"), QStringLiteral("0")},
                             {QStringLiteral("sentence"),
                              QStringLiteral("code is 0, but the pattern wants anything but 0.")}};
    const QJsonObject reason{
        {QStringLiteral("id"), 7},
        {QStringLiteral("matched"), false},
        {QStringLiteral("sentence"), QStringLiteral("It does not match: 1 of 1 clauses fails.")},
        {QStringLiteral("clauses"), QJsonArray{clause}}};
    QCOMPARE(reasons[1].toObject(), reason);
}

// Whatever stands in names and values: one line for each event, and nothing speaks to the terminal.
void TestMatchCommand::values_data()
{
    QTest::addColumn<QByteArray>("patterns");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("output");
    const auto row =
        [](const char *name, const char *patterns, const char *event, const char *output) {
            QTest::newRow(name) << QByteArray(patterns) << QByteArray(event) << QByteArray(output);
        };
    row("unicode",
        R"({"id": "größe 🧂", "pattern": {"ключ": ["värde"]}})",
        R"({"ключ": "värde"})",
        "1: größe 🧂\n");
    row("escapes are the characters",
        R"({"id": "\u00e9\ud83e\uddc2", "pattern": {"a\u002eb": ["\u0041\n\"\\"]}})",
        R"({"a": {"b": "A\u000a\u0022\u005c"}})",
        "1: é🧂\n");
    row("quotes in a name",
        R"({"id": "say \"hi\"", "pattern": {"a": [1]}})",
        R"({"a": 1})",
        "1: say \"hi\"\n");
    row("a line end in a name",
        R"({"id": "x\n2: y", "pattern": {"a": [1]}})",
        R"({"a": 1})",
        "1: \"x\\n2: y\"\n");
    row("a terminal escape in a name",
        R"({"id": "\u001b[31m", "pattern": {"a": [1]}})",
        R"({"a": 1})",
        "1: \"\\u001b[31m\"\n");
    row("a zero in a value", R"({"a": ["x\u0000y"]})", R"({"a": "x\u0000y"})", "1: pattern\n");
    row("a zero ends nothing", R"({"a": ["x"]})", R"({"a": "x\u0000y"})", "1: no match\n");
    row("half a pair", R"({"a": [{"prefix": "x"}]})", R"({"a": "x\ud83e"})", "1: pattern\n");
    row("a large number", R"({"a": [1e300]})", R"({"a": 10e299})", "1: pattern\n");
}

void TestMatchCommand::values()
{
    QFETCH(QByteArray, patterns);
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, output);
    const Outcome outcome = match(patterns, event);
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, output);
    QCOMPARE(outcome.exitCode, 0);
}

void TestMatchCommand::badPatterns_data()
{
    QTest::addColumn<QByteArray>("patterns");
    QTest::addColumn<QByteArray>("errors");
    const auto row = [](const char *name, const char *patterns, const char *errors) {
        QTest::newRow(name) << QByteArray(patterns) << QByteArray(errors);
    };
    row("nothing", "", "patterns:1:1: The pattern is not an object.");
    row("a list", "[1]", "patterns:1:1: The pattern is not an object.");
    row("not closed", "{\"a\": [1]", "patterns:1:10: ");
    row("a value without brackets",
        "type: [x]\nname: web\n",
        "patterns:2:7: Pattern field \"name\" is a string, and a pattern needs a list of values. "
        "Put it into brackets: [\"web\"].");
    row("an unknown expression", R"({"a": [{"prefx": "x"}]})", "\"prefix\"");
    row("a bad wildcard", R"({"a": [{"wildcard": "x**y"}]})", "two asterisks side by side");
    row("a key twice", R"({"a": [1], "a": [2]})", "patterns:1:12: The key \"a\" is there twice.");
    row("a key twice in a line",
        R"({"id": "x", "pattern": {"a": [1], "a": [2]}})",
        "patterns:1:1: The key \"a\" is there twice.");
    row("the second line",
        "{\"id\": \"x\", \"pattern\": {\"a\": [1]}}\n{\"id\": \"y\", \"pattern\": {\"a\": []}}\n",
        "patterns:2:1: Pattern field \"a\": the list of values is empty");
    row("every bad line is named",
        "{oops\n{\"id\": \"x\", \"pattern\": {\"a\": [1]}}\n{\"pattern\": {}}\n",
        "patterns:1:1: The line is not valid JSON");
    row("... also the last",
        "{oops\n{\"id\": \"x\", \"pattern\": {\"a\": [1]}}\n{\"pattern\": {}}\n",
        "patterns:3:1: The line has no \"id\"");
    row("a name twice",
        "{\"id\": \"x\", \"pattern\": {\"a\": [1]}}\n{\"id\": \"x\", \"pattern\": {\"a\": [2]}}\n",
        "patterns:2:1: The id \"x\" is that of line 1 already.");
    row("a name that is no name",
        "{\"id\": \"x\", \"pattern\": {\"a\": [1]}}\n{\"id\": true, \"pattern\": {\"a\": [2]}}\n",
        "patterns:2:1: The line has no \"id\"");
    row("patterns without names",
        "{\"a\": [1]}\n{\"a\": [2]}\n",
        "patterns:2:1: A second pattern begins here. Several patterns need names");
    row("not UTF-8", "{\"a\": [\"\xff\"]}", "UTF-8");
}

void TestMatchCommand::badPatterns()
{
    QFETCH(QByteArray, patterns);
    QFETCH(QByteArray, errors);
    const Outcome outcome = match(patterns, R"({"a": 1})");
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.output, QByteArray());
    QVERIFY2(outcome.errors.contains(errors), outcome.errors.constData());
}

void TestMatchCommand::badEvents_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("errors");
    QTest::newRow("no JSON") << QByteArray("oops")
                             << QByteArray("events:2:1: The event is not valid JSON");
    QTest::newRow("cut") << QByteArray("{\"a\": ")
                         << QByteArray("events:2:1: The event is not valid JSON");
    QTest::newRow("a list") << QByteArray("[1]")
                            << QByteArray("events:2:1: The event is not a JSON object.");
    QTest::newRow("two in a line")
        << QByteArray("{} {}") << QByteArray("events:2:1: The event is not valid JSON");
    QTest::newRow("not UTF-8") << QByteArray("{\"a\": \"\xff\"}")
                               << QByteArray("events:2:1: The event is not valid UTF-8.");
}

// What came before the bad line has been answered, what comes after it is not.
void TestMatchCommand::badEvents()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, errors);
    const Outcome outcome = match(R"({"a": [1]})", "{\"a\": 1}\n" + event + "\n{\"a\": 1}\n");
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.output, QByteArray("1: pattern\n"));
    QVERIFY2(outcome.errors.contains(errors), outcome.errors.constData());
}

void TestMatchCommand::badCommandLines_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("errors");
    const QString good = write("good.json", R"({"a": [1]})");
    const QString missing = QStringLiteral("missing.json");
    QTest::newRow("no patterns file")
        << QStringList{missing, good} << QByteArray("missing.json cannot be read: No such file");
    QTest::newRow("no events file")
        << QStringList{good, missing} << QByteArray("missing.json cannot be read: No such file");
    QTest::newRow("a folder") << QStringList{good, QStringLiteral(".")}
                              << QByteArray(". cannot be read");
    QTest::newRow("one argument") << QStringList{good} << QByteArray("EVENTS is required");
    QTest::newRow("an unknown option")
        << QStringList{good, good, QStringLiteral("--jsn")} << QByteArray("--jsn");
    QTest::newRow("standard input twice")
        << QStringList{QStringLiteral("-"), QStringLiteral("-")}
        << QByteArray("PATTERNS and EVENTS cannot both be standard input.");
}

void TestMatchCommand::badCommandLines()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, errors);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.output, QByteArray());
    QVERIFY2(outcome.errors.contains(errors), outcome.errors.constData());
}

void TestMatchCommand::lengthOfALine_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<bool>("isTaken");
    for (const char *end : {"", "\n", "\r\n"}) {
        const QByteArray name = QByteArray::number(QByteArray(end).size());
        QTest::addRow("as long as an event may be, %s bytes to end it", name.constData())
            << maximumEventBytes << QByteArray(end) << true;
        QTest::addRow("one byte longer, %s bytes to end it", name.constData())
            << maximumEventBytes + 1 << QByteArray(end) << false;
    }
    QTest::newRow("much longer") << 20 * maximumEventBytes << QByteArray("\n") << false;
}

void TestMatchCommand::lengthOfALine()
{
    QFETCH(qsizetype, size);
    QFETCH(QByteArray, end);
    QFETCH(bool, isTaken);
    const QByteArray frame = R"({"a": ""})";
    QByteArray event = R"({"a": ")" + QByteArray(size - frame.size(), 'x') + R"("})" + end;
    const Outcome outcome = match(R"({"a": [{"prefix": "x"}]})", "{}\n" + event);
    QCOMPARE(outcome.exitCode, isTaken ? 0 : 2);
    QCOMPARE(outcome.output, QByteArray(isTaken ? "1: no match\n2: pattern\n" : "1: no match\n"));
    const QByteArray errors =
        isTaken ? QByteArray()
                : QByteArray("events:2:1: Line 2 is longer than 1 MiB, more than an event may be.");
    QVERIFY2(outcome.errors.contains(errors), outcome.errors.constData());
}

void TestMatchCommand::standardInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("patterns") << QStringList{QStringLiteral("-"), write("ev", threeEvents)}
                              << twoPatterns;
    QTest::newRow("events") << QStringList{write("two", twoPatterns), QStringLiteral("-")}
                            << threeEvents;
}

void TestMatchCommand::standardInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, input);
    const Outcome outcome = run(arguments, input);
    QCOMPARE(outcome.output, QByteArray("1: die, 7\n2: die\n3: no match\n"));
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(run(arguments, "oops: [").errors.contains("<stdin>:1:"));
}

// `saltern events --json | saltern match crash.json -` shows each event when it comes.
void TestMatchCommand::answersWhileInputIsOpen()
{
    QProcess program;
    program.start(QStringLiteral(SALTERN_PROGRAM),
                  {QStringLiteral("match"), write("two", twoPatterns), QStringLiteral("-")});
    program.write(threeEvents);
    QByteArray output;
    while (output.count('\n') < 3 && program.waitForReadyRead(60'000))
        output += program.readAllStandardOutput();
    QCOMPARE(output, QByteArray("1: die, 7\n2: die\n3: no match\n"));
    QCOMPARE(program.state(), QProcess::Running);
    program.closeWriteChannel();
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 0);
}

// More than any buffer on the way holds.
void TestMatchCommand::manyEvents()
{
    constexpr int count = 50'000;
    QByteArray events;
    for (int i = 1; i <= count; ++i)
        events += R"({"type": "start", "padding": "0123456789", "code": )" +
                  QByteArray::number(i % 2) + "}\n";
    const Outcome outcome = match(twoPatterns, events, {QStringLiteral("--json")});
    QCOMPARE(outcome.exitCode, 0);
    const QList<QByteArray> lines = outcome.output.split('\n');
    QCOMPARE(lines.size(), count + 1);
    for (int i = 1; i <= count; ++i)
        QCOMPARE(lines[i - 1],
                 R"({"event":)" + QByteArray::number(i) + R"(,"patterns":[)" +
                     (i % 2 == 1 ? "7" : "") + "]}");
}

QTEST_GUILESS_MAIN(TestMatchCommand)
#include "tst_matchcommand.moc"
