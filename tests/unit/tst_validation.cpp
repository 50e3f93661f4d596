#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/validation.h"
#include "tests/unit/problemsummary.h"

#include <QTest>

using namespace Saltern;

namespace {

class Folder final : public SourceFolder
{
public:
    Entry look(const QString &path) const override
    {
        static const QHash<QString, Entry> entries{
            {QStringLiteral("functions/hello.py"), Entry::File},
            {QStringLiteral("functions"), Entry::Folder},
            {QStringLiteral("link.py"), Entry::Outside},
            {QStringLiteral("secret.py"), Entry::Unreadable},
        };
        return entries.value(path, Entry::Missing);
    }
};

// Lines 1 to 5 are always the same, so a row's own text begins on line 6 or, for wires, after it.
QByteArray document(const QByteArray &node, const QByteArray &more = {})
{
    return "saltern: 1\n"
           "pipeline: test\n"
           "nodes:\n"
           "  go: {kind: manual@1}\n"
           "  x:\n" +
           node + more;
}

} // namespace

class TestValidation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settings_data();
    void settings();
    void tests_data();
    void tests();
    void names_data();
    void names();
    void remediesSayWhatToWrite_data();
    void remediesSayWhatToWrite();
    void examplesAreValid_data();
    void examplesAreValid();
    void runtimes_data();
    void runtimes();
    void everyProblemIsListed();
    void nothingIsSaidTwice();
    void worksWithoutPositions();
    void formatsOneLine();
};

void TestValidation::settings_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const char *node, const char *problems) {
        QTest::newRow(name) << QByteArray(node) << QString::fromLatin1(problems);
    };
    row("fine", "    kind: log@1\n    message: hi\n", "");
    row("unknown kind", "    kind: logg@1\n", "6:11 unknown-kind");
    row("newer kind", "    kind: log@7\n    anything: 1\n", "6:11 newer-kind");
    row("unknown field", "    kind: log@1\n    message: hi\n    mesage: hi\n", "8:5 unknown-field");
    row("missing field", "    kind: log@1\n", "5:3 missing-field");
    row("no value", "    kind: log@1\n    message:\n", "7:5 wrong-type");
    row("number as text", "    kind: log@1\n    message: 5\n", "7:14 wrong-type");
    row("not a choice", "    kind: log@1\n    message: hi\n    level: warn\n", "8:12 not-a-choice");
    row("no unit", "    kind: log@1\n    message: hi\n    timeout: 10\n", "8:14 wrong-unit");
    row("wrong unit", "    kind: log@1\n    message: hi\n    timeout: 10 sec\n", "8:14 wrong-unit");
    row("sexagesimal", "    kind: log@1\n    message: hi\n    timeout: 1:30\n", "8:14 wrong-unit");
    row("too small", "    kind: log@1\n    message: hi\n    timeout: 1ms\n", "8:14 out-of-range");
    row("too large",
        "    kind: log@1\n    message: hi\n    concurrency: 9999\n",
        "8:18 out-of-range");
    row("fraction", "    kind: log@1\n    message: hi\n    concurrency: 1.5\n", "8:18 wrong-type");
    row("octal", "    kind: log@1\n    message: hi\n    concurrency: 010\n", "8:18 yaml-trap");
    row("retry",
        "    kind: log@1\n    message: hi\n    retry: {max: -1, backof: fixed, first: 2}\n",
        "8:18 out-of-range; 8:22 unknown-field; 8:44 wrong-unit");
    row("retry as a number", "    kind: log@1\n    message: hi\n    retry: 3\n", "8:12 wrong-type");
    row("yes as a boolean",
        "    kind: timer@1\n    every: 1m\n    atStart: yes\n",
        "8:14 wrong-type");
    row("own rule of a kind",
        "    kind: timer@1\n    every: 1m\n    cron: \"* * * * *\"\n",
        "8:11 conflicting-fields");
    row("own rule without a field", "    kind: timer@1\n", "5:3 missing-field");
    row("bad cron", "    kind: timer@1\n    cron: \"60 * * * *\"\n", "7:11 bad-cron");
    row("bad time zone",
        "    kind: timer@1\n    cron: \"0 * * * *\"\n    timezone: Europe/Berln\n",
        "8:15 bad-time-zone");
    row("no list", "    kind: function@1\n    image: a\n    command: ls -l\n", "8:14 wrong-type");
    row("list of numbers",
        "    kind: function@1\n    image: a\n    command: [ls, 1]\n",
        "8:19 wrong-type");
    row("no mapping", "    kind: function@1\n    image: a\n    env: [A]\n", "8:10 wrong-type");
    row("size without a unit",
        "    kind: function@1\n    image: a\n    memory: 64\n",
        "8:13 wrong-unit");
    row("size with a decimal unit",
        "    kind: function@1\n    image: a\n    memory: 64MB\n",
        "8:13 wrong-unit");
    row("size too small",
        "    kind: function@1\n    image: a\n    memory: 1KiB\n",
        "8:13 out-of-range");
    const auto hook = [&](const char *name, const char *entry, const char *problems) {
        const QByteArray node =
            "    kind: function@1\n    image: a\n    hooks:\n      entry:\n" + QByteArray(entry);
        row(name, node.constData(), problems);
    };
    hook("hooks", "        - transform: event.data\n        - emit: { type: shop/x }\n", "");
    hook("a hook of nothing", "        - {}\n", "10:11 function-hook");
    hook("a hook of both",
         "        - transform: event.data\n          emit: { type: shop/x }\n",
         "10:11 function-hook");
    hook("a hook without code", "        - transform: \"\"\n", "10:22 wrong-type");
    hook("a hook of blanks", "        - transform: \"  \"\n", "10:22 function-hook");
    hook("a hook that says what it may not",
         "        - emit: { type: docker/x }\n",
         "10:25 emitted-type");
    hook("a hook with a template in its type",
         "        - emit: { type: \"shop/{{ event.data.x }}\" }\n",
         "");
    hook("a hook without a type", "        - emit: { data: {} }\n", "10:11 missing-field");
    hook("five hooks",
         "        [{ transform: a }, { transform: a }, { transform: a }, { transform: a }, "
         "{ transform: a }]\n",
         "10:9 function-many-hooks");
    row("an event that others may not say",
        "    kind: emit@1\n    type: host/x/up\n",
        "7:11 emitted-type");
    row("file", "    kind: function@1\n    handler: functions/hello.py\n", "");
    row("missing file",
        "    kind: function@1\n    handler: functions/helo.py\n",
        "7:14 missing-file");
    row("folder as a file", "    kind: function@1\n    handler: functions\n", "7:14 missing-file");
    row("file that cannot be read",
        "    kind: function@1\n    handler: secret.py\n",
        "7:14 missing-file");
    row("absolute path", "    kind: function@1\n    handler: /etc/passwd\n", "7:14 path-outside");
    row("path upwards", "    kind: function@1\n    handler: a/../../b.py\n", "7:14 path-outside");
    row("link that leads out", "    kind: function@1\n    handler: link.py\n", "7:14 path-outside");
    row("path with a dot", "    kind: function@1\n    handler: ./a.py\n", "7:14 bad-path");
    row("path with a backslash", "    kind: function@1\n    handler: a\\b.py\n", "7:14 bad-path");
    row("file in a list",
        "    kind: function@1\n    image: a\n    files: [functions/hello.py, no]\n",
        "8:33 missing-file");
    row("bad target", "    kind: docker.event@1\n    hosts: \"web 1\"\n", "7:17 bad-target");
    row("no pattern", "    kind: filter@1\n    match: [a]\n", "7:12 wrong-type");
    row("bad pattern",
        "    kind: filter@1\n    match:\n      type: [a]\n      data: {a: b}\n",
        "9:17 bad-pattern");
    row("bad match expression",
        "    kind: filter@1\n    match: {a: [{prefx: b}]}\n",
        "7:25 bad-pattern");
    row("yes in a pattern", "    kind: filter@1\n    match: {a: [yes]}\n", "7:17 yaml-trap");
    row("yes in quotes in a pattern", "    kind: filter@1\n    match: {a: ['yes']}\n", "");
    row("octal in any value", "    kind: manual@1\n    data: {mode: [0755]}\n", "7:19 yaml-trap");
    row("pattern in a list",
        "    kind: switch@1\n    cases:\n      - name: a\n        match: {a: 1}\n",
        "9:20 bad-pattern");
    row("open template", "    kind: log@1\n    message: \"hi {{ event.id\"\n", "7:29 bad-template");
    row("unknown filter in a block",
        "    kind: log@1\n    message: |\n      one\n      two {{ event.id | uper }}\n",
        "9:25 bad-template");
    row("template inside a mapping",
        "    kind: log@1\n    message: hi\n    fields: {a: \"{{ evnt.id }}\"}\n",
        "8:21 unknown-reference");
    row("unknown root",
        "    kind: log@1\n    message: \"{{ events.id }}\"\n",
        "7:18 unknown-reference");
    row("unknown field of run",
        "    kind: log@1\n    message: \"{{ run.name }}\"\n",
        "7:18 unknown-reference");
    row("unlikely field of an event",
        "    kind: log@1\n    message: \"{{ event.container.id }}\"\n",
        "7:18 unknown-reference");
    row("step that is not there",
        "    kind: log@1\n    message: \"{{ steps.gone.data }}\"\n",
        "7:18 unknown-step");
    row("step without an id",
        "    kind: log@1\n    message: \"{{ steps }}\"\n",
        "7:18 unknown-step");
    row("itself as a step",
        "    kind: log@1\n    message: \"{{ steps.x.data }}\"\n",
        "7:18 not-an-ancestor");
    row("ancestor", "    kind: log@1\n    message: \"{{ steps.go.data.reason }}\"\n", "");
    row("step in a filter's argument",
        "    kind: log@1\n    message: \"{{ event.id | default(steps.no.id) }}\"\n",
        "7:37 unknown-step");
    row("template where none is",
        "    kind: function@1\n    image: \"{{ event.data.image }}\"\n",
        "7:12 not-a-template");
    row("template for a number is taken on trust",
        "    kind: log@1\n    message: hi\n    orderBy: \"{{ event.data.key }}\"\n",
        "");
}

void TestValidation::settings()
{
    QFETCH(QByteArray, node);
    const bool trigger =
        node.contains("timer@") || node.contains("docker.event@") || node.contains("manual@");
    const Folder folder;
    const LoadedPipeline loaded =
        checkPipeline(document(node, trigger ? "" : "wires: [go -> x]\n"), &folder);
    QTEST(summary(loaded.problems), "problems");
    for (const Problem &problem : loaded.problems) {
        QVERIFY2(!problem.message.isEmpty() && !problem.remedy.isEmpty(), qPrintable(problem.code));
        QVERIFY(!problem.pointer.isEmpty());
    }
}

void TestValidation::tests_data()
{
    QTest::addColumn<QByteArray>("test"); // from line 12 on
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const char *test, const char *problems) {
        QTest::newRow(name) << QByteArray(test) << QString::fromLatin1(problems);
    };
    row("fine",
        "    events: [{type: a/b}]\n"
        "    start: 2026-01-31T12:00:00Z\n"
        "    for: 1h\n"
        "    mocks: {x: [{port: error}, {when: {data.x: [1]}, data: {}}]}\n"
        "    expect: {x: {calls: 1, ports: [ok, error], with: {data.x: [1]}}}\n",
        "");
    row("a file", "    events: functions/hello.py\n    expect: {}\n", "");
    row("a missing file", "    events: tests/none.jsonl\n    expect: {}\n", "12:13 missing-file");
    row("a missing mock file", "    mocks: {x: no.json}\n    expect: {}\n", "12:16 missing-file");
    row("no expect", "    events: []\n", "11:5 missing-field");
    row("unknown field", "    expects: {}\n    expect: {}\n", "12:5 unknown-field");
    row("not a mapping", "    expect: {}\n  - x\n", "13:5 wrong-type");
    row("same name twice", "    expect: {}\n  - {name: t, expect: {}}\n", "13:12 duplicate-name");
    row("an event without type", "    events: [{data: {}}]\n    expect: {}\n", "12:14 bad-event");
    row("no time", "    start: noon\n    expect: {}\n", "12:12 bad-time");
    row("no such node", "    expect: {y: {calls: 1}}\n", "12:14 unknown-node");
    row("no such node to mock", "    mocks: {y: {}}\n    expect: {}\n", "12:13 unknown-node");
    row("unknown expectation", "    expect: {x: {cals: 1}}\n", "12:18 unknown-field");
    row("no number", "    expect: {x: {calls: many}}\n", "12:25 wrong-type");
    row("no such port", "    expect: {x: {ports: yes-please}}\n", "12:25 unknown-port");
    row("no such port in a list", "    expect: {x: {ports: [ok, nope]}}\n", "12:30 unknown-port");
    row("no pattern", "    expect: {x: {with: {data.x: 1}}}\n", "12:33 bad-pattern");
    row("a mock of a trigger", "    mocks: {go: {}}\n    expect: {}\n", "12:13 not-mockable");
    row("a port of a trigger", "    expect: {go: {ports: out}}\n", "12:19 not-expectable");
    row("an answer that is a number", "    mocks: {x: 3}\n    expect: {}\n", "12:16 wrong-type");
    row("unknown field of a mock",
        "    mocks: {x: {prot: ok}}\n    expect: {}\n",
        "12:17 unknown-field");
    row("both error and data",
        "    mocks: {x: {error: broken, data: {}}}\n    expect: {}\n",
        "12:17 contradiction");
    row("a port that it lacks",
        "    mocks: {x: {port: nope}}\n    expect: {}\n",
        "12:23 unknown-port");
    row("time without a unit", "    mocks: {x: {after: 3}}\n    expect: {}\n", "12:24 wrong-unit");
}

void TestValidation::tests()
{
    QFETCH(QByteArray, test);
    const QByteArray text = document("    kind: log@1\n    message: hi\n",
                                     "wires:\n  - go -> x\ntests:\n  - name: t\n") +
                            test;
    const Folder folder;
    QTEST(summary(checkPipeline(text, &folder).problems), "problems");
}

void TestValidation::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *title, QByteArray name, QByteArray id, const char *problems) {
        QTest::newRow(title) << name << id << QString::fromLatin1(problems);
    };
    row("fine", "a-1", "node_1-B", "");
    row("longest", QByteArray(63, 'a'), QByteArray(63, 'a'), "");
    row("too long", QByteArray(64, 'a'), QByteArray(64, 'a'), "2:11 bad-name; 4:3 bad-id");
    row("upper case", "Web", "Web", "2:11 bad-name");
    row("path", "../x", "a", "2:11 bad-name");
    row("dash first", "-a", "a", "2:11 bad-name");
    row("id with a dot", "a", "a.b", "4:3 bad-id");
    row("id with a space", "a", "a b", "4:3 bad-id");
    row("id with a slash", "a", "a/b", "4:3 bad-id");
    row("id of digits", "a", "12", "4:3 bad-id");
    row("empty id", "a", "\"\"", "4:3 bad-id");
    row("name in quotes", "\"\"", "a", "2:11 bad-name");
}

void TestValidation::names()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, id);
    const LoadedPipeline loaded = checkPipeline(
        "saltern: 1\npipeline: " + name + "\nnodes:\n  " + id + ": {kind: manual@1}\n", nullptr);
    QTEST(summary(loaded.problems), "problems");
}

void TestValidation::remediesSayWhatToWrite_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const char *node, const char *part) {
        QTest::newRow(name) << QByteArray(node) << QString::fromLatin1(part);
    };
    row("nearest kind", "    kind: docker.evnt\n", "\"docker.event\"");
    row("nearest field", "    kind: log\n    message: a\n    levle: info\n", "\"level\"");
    row("nearest common field", "    kind: log\n    message: a\n    timout: 1s\n", "\"timeout\"");
    row("nearest choice", "    kind: log\n    message: a\n    level: warnin\n", "\"warning\"");
    row("unit", "    kind: log\n    message: a\n    timeout: 10\n", "10s");
    row("range", "    kind: log\n    message: a\n    timeout: 1ms\n", "100ms to 1d");
    row("boolean", "    kind: timer\n    every: 1m\n    atStart: on\n", "Write true.");
    row("time zone",
        "    kind: timer\n    cron: '0 0 * * *'\n    timezone: Europe/Berln\n",
        "\"Europe/Berlin\"");
    row("known version", "    kind: log@9\n", "log@1");
    row("data of an event",
        "    kind: log\n    message: '{{ event.container.id }}'\n",
        "event.data.container");
    row("octal", "    kind: manual\n    data: {a: 010}\n", "Write 10, or \"010\"");
}

void TestValidation::remediesSayWhatToWrite()
{
    QFETCH(QByteArray, node);
    QFETCH(QString, part);
    const bool wired = node.contains("kind: log\n");
    const LoadedPipeline loaded =
        checkPipeline(document(node, wired ? "wires: [go -> x]\n" : ""), nullptr);
    QCOMPARE(loaded.problems.size(), 1);
    QVERIFY2(loaded.problems.first().remedy.contains(part),
             qPrintable(loaded.problems.first().remedy));
}

void TestValidation::examplesAreValid_data()
{
    QTest::addColumn<QString>("kind");
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        QTest::newRow(qPrintable(descriptor.kind)) << descriptor.kind;
}

void TestValidation::examplesAreValid()
{
    QFETCH(QString, kind);
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    const QString id = descriptor->example.section(u':', 0, 0);
    QString text = QStringLiteral("saltern: 1\npipeline: example\nnodes:\n");
    const QStringList lines = descriptor->example.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        text += QStringLiteral("  ") + line + u'\n';
    if (descriptor->hasInput())
        text += QStringLiteral("  before: {kind: manual@1}\nwires: [before -> %1]\n").arg(id);
    const LoadedPipeline loaded = checkPipeline(text.toUtf8(), nullptr);
    QStringList problems;
    for (const Problem &problem : loaded.problems)
        problems += formatProblem(kind, problem);
    QCOMPARE(problems, QStringList());
    const Node *node = loaded.pipeline.node(id);
    QVERIFY(node);
    QCOMPARE(node->kind.name, kind);
    QCOMPARE(node->kind.version, descriptor->version);
}

void TestValidation::runtimes_data()
{
    QTest::addColumn<QByteArray>("runtime");
    QTest::addColumn<bool>("known"); // whether the names are known
    QTest::addColumn<QString>("problems");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("there") << QByteArray("python") << true << QString() << QString();
    QTest::newRow("not there") << QByteArray("pyton") << true << "7:14 unknown-runtime"
                               << "python";
    QTest::newRow("nobody knows") << QByteArray("pyton") << false << QString() << QString();
    QTest::newRow("no name") << QByteArray("3") << true << "7:14 wrong-type" << QString();
}

void TestValidation::runtimes()
{
    QFETCH(QByteArray, runtime);
    QFETCH(bool, known);
    QFETCH(QString, remedy);
    const QStringList names{QStringLiteral("node"), QStringLiteral("python")};
    const LoadedPipeline loaded =
        checkPipeline(document("    kind: function@1\n    runtime: " + runtime + "\n    code: x\n",
                               "wires: [go -> x]\n"),
                      nullptr,
                      known ? std::optional(names) : std::nullopt);
    QTEST(summary(loaded.problems), "problems");
    if (!remedy.isEmpty())
        QVERIFY(loaded.problems.first().remedy.contains(remedy));
}

void TestValidation::everyProblemIsListed()
{
    const LoadedPipeline loaded = checkPipeline("saltern: 1\n"
                                                "pipeline: Bad Name\n"
                                                "titel: x\n"
                                                "nodes:\n"
                                                "  a:\n"
                                                "    kind: docker.event@1\n"
                                                "    action: die\n"
                                                "    on: x\n"
                                                "  b:\n"
                                                "    kind: notfy@1\n"
                                                "  c:\n"
                                                "    kind: log@1\n"
                                                "    timeout: 5\n"
                                                "    message: \"{{ steps.z.data }}\"\n"
                                                "wires:\n"
                                                "  - a -> nowhere\n"
                                                "  - a.no -> c\n"
                                                "  - c -> c\n",
                                                nullptr);
    QCOMPARE(summary(loaded.problems),
             QStringLiteral("2:11 bad-name; 3:1 unknown-field; 8:5 yaml-trap; "
                            "10:11 unknown-kind; 13:14 wrong-unit; 14:18 unknown-step; "
                            "16:5 unknown-node; 17:5 unknown-port; 18:5 loop-without-guard"));
}

void TestValidation::nothingIsSaidTwice()
{
    const LoadedPipeline loaded =
        checkPipeline("saltern: 1\npipeline: 5\nnodes:\n  a: 7\nwires: [nonsense]\n", nullptr);
    QCOMPARE(summary(loaded.problems),
             QStringLiteral("2:11 wrong-type; 4:6 wrong-type; 5:9 bad-wire"));
    QVERIFY(!checkPipeline("saltern: 9\n", nullptr).understood);
    QCOMPARE(summary(checkPipeline("saltern: 9\n", nullptr).problems),
             QStringLiteral("1:10 newer-format"));
}

void TestValidation::worksWithoutPositions()
{
    Pipeline pipeline;
    pipeline.nodes.append({.id = QStringLiteral("a/b"), .kind = {QStringLiteral("nothing"), 0}});
    const QList<Problem> problems = validate(pipeline, SourceMap(), nullptr);
    QStringList pointers;
    for (const Problem &problem : problems) {
        QVERIFY(!problem.position.isKnown());
        pointers += problem.pointer;
    }
    QCOMPARE(pointers,
             (QStringList{QStringLiteral("/pipeline"),
                          QStringLiteral("/nodes/a~1b"),
                          QStringLiteral("/nodes/a~1b/kind")}));
}

void TestValidation::formatsOneLine()
{
    const Problem problem{Severity::Error,
                          {3, 7},
                          QString(),
                          QStringLiteral("x"),
                          QStringLiteral("There is no \"a\nb\"."),
                          QStringLiteral("Remove it.")};
    QCOMPARE(formatProblem(QStringLiteral("a.yaml"), problem),
             QStringLiteral("a.yaml:3:7: There is no \"a b\". Remove it."));
    Problem warning = problem;
    warning.severity = Severity::Warning;
    warning.position = {};
    QCOMPARE(formatProblem(QStringLiteral("a.yaml"), warning),
             QStringLiteral("a.yaml: warning: There is no \"a b\". Remove it."));
    const QJsonObject json = problemToJson(problem);
    QCOMPARE(json.value(QLatin1StringView("line")).toInt(), 3);
    QCOMPARE(json.value(QLatin1StringView("severity")).toString(), QStringLiteral("error"));
    QVERIFY(!problemToJson(warning).contains(QLatin1StringView("line")));
}

QTEST_GUILESS_MAIN(TestValidation)
#include "tst_validation.moc"
