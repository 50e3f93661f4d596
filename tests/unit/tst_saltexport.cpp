#include "engine/exporters/exportmanifest.h"
#include "engine/exporters/salt/pythonliteral.h"
#include "engine/exporters/salt/salttags.h"
#include "engine/pipeline/pipelinereader.h"
#include "tests/unit/saltexports.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

const QByteArray hello = R"(saltern: 1
pipeline: hello
nodes:
  stopped:
    kind: docker.event@1
    action: die
    labels: { app: shop }
  greet:
    kind: function@1
    runtime: python
    code: "0"
    timeout: 20s
  note:
    kind: log@1
    message: "{{ event.data.greeting }}"
wires:
  - stopped -> greet
  - greet.ok -> note
)";

ExportInput inputOf(const QByteArray &document)
{
    ExportInput input;
    input.pipeline = readPipeline(document).pipeline;
    input.revision = QStringLiteral("r1");
    input.profile = QStringLiteral("helper");
    FunctionRecipe recipe;
    recipe.image = QStringLiteral("python:3.12-slim");
    recipe.argv = {QStringLiteral("python3"), QStringLiteral("{code}/handler.py")};
    recipe.code.insert(QStringLiteral("handler.py"), "print(1)");
    input.functions.insert(QStringLiteral("greet"), recipe);
    return input;
}

// What Python makes of a script, or the reason why it fails.
QByteArray python(const QByteArray &script)
{
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-")});
    process.write(script);
    process.closeWriteChannel();
    process.waitForFinished(120'000);
    return process.exitCode() == 0 ? process.readAllStandardOutput()
                                   : process.readAllStandardError();
}

} // namespace

class tst_SaltExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reactorFile();
    void masterFile();
    void memoryOfTheMaster();
    void sameInputSameBytes();
    void mappingsPointAtTheNodes();
    void verdicts_data();
    void verdicts();
    void hostileValues_data();
    void hostileValues();
    void hostileSettings_data();
    void hostileSettings();
    void tagsDoNotOverlap_data();
    void tagsDoNotOverlap();
    void everyHelperFileIsExported();
    void helpersAreGivenWhatTheyAskFor();
    void helperFilesAreValidPython();
    void manifest_data();
    void manifest();
    void foreignFilesAreNotTouched();
    void sharedFilesOutliveOnePipeline();
    void exportsShareAFolder();
};

void tst_SaltExport::reactorFile()
{
    const QByteArray sls = fileOf(exported(inputOf(hello)), "salt/saltern/reactor/hello.sls");
    QVERIFY2(sls.startsWith("#!py\n"), sls);
    QVERIFY2(
        sls.contains(
            R"("patterns": [{"data.container.labels.app": ["shop"], "type": ["docker/container/die"]}])"),
        sls);
    QVERIFY2(sls.contains(R"("wires": {"out": ["greet"]})"), sls);
    QVERIFY2(sls.contains(R"("message": "{{ event.data.greeting }}")"), sls);
    QVERIFY2(sls.contains(R"("salt://saltern/functions/hello/greet/code/handler.py")"), sls);
    QVERIFY2(sls.endsWith("def run():\n    return __salt__[\"saltern.react\"](PLAN, tag, data)\n"),
             sls);
}

void tst_SaltExport::masterFile()
{
    const QByteArray document = QByteArray(hello).replace("wires:",
                                                          "  tick:\n"
                                                          "    kind: timer@1\n"
                                                          "    every: 90s\n"
                                                          "wires:");
    const QByteArray conf = fileOf(exported(inputOf(document)), "master.d/saltern-hello.conf");
    const QByteArray expected = R"(
reactor:
  - "saltern/bus/docker/container/die":
    - "salt://saltern/reactor/hello.sls"
  - "saltern/bus/saltern/hello/greet/*":
    - "salt://saltern/reactor/hello.sls"
  - "saltern/bus/saltern/hello/note/*":
    - "salt://saltern/reactor/hello.sls"
  - "saltern/bus/timer/hello/tick":
    - "salt://saltern/reactor/hello.sls"

schedule:
  "saltern_hello_tick":
    function: event.send
    seconds: 90
    run_on_start: false
    maxrunning: 1
    return_job: false
    kwargs: {tag: "saltern/bus/timer/hello/tick", data: {data: {}}}
)";
    QVERIFY2(conf.endsWith(expected), conf);
}

void tst_SaltExport::memoryOfTheMaster()
{
    const QByteArray window = R"yaml(  often:
    kind: window@1
    by: "event.data.name | default('x\": {{ #')"
    over: 60s
    atLeast: 3
wires:)yaml";
    const QByteArray document = QByteArray(hello).replace("wires:", window);
    const QByteArray conf = fileOf(exported(inputOf(document)), "master.d/saltern-hello.conf");
    QVERIFY2(conf.contains("  - \"saltern/freed/hello/often\":\n"), conf);
    const QByteArray engine = R"(
engines:
  - "saltern_memory_hello":
      engine_module: saltern_memory
      pipeline: "hello"
      revision: "r1"
      nodes: )";
    QVERIFY2(conf.contains(engine), conf);
    // YAML's double-quoted text is JSON's here, so a JSON reader can tell what is in it.
    const QByteArray nodes = conf.mid(conf.indexOf(engine) + engine.size()).trimmed();
    const QString text = QJsonDocument::fromJson('[' + nodes + ']').array().at(0).toString();
    const QJsonObject often =
        QJsonDocument::fromJson(text.toUtf8())[QStringLiteral("often")].toObject();
    QCOMPARE(often[QStringLiteral("settings")][QStringLiteral("by")].toString(),
             QStringLiteral("event.data.name | default('x\": {{ #')"));
}

void tst_SaltExport::sameInputSameBytes()
{
    const ExportResult first = exported(inputOf(hello));
    const ExportResult second = exported(inputOf(hello));
    QVERIFY(!first.files.isEmpty());
    QCOMPARE(first.files.size(), second.files.size());
    for (qsizetype i = 0; i < first.files.size(); ++i) {
        QCOMPARE(first.files[i].path, second.files[i].path);
        QCOMPARE(first.files[i].content, second.files[i].content);
        QVERIFY(i == 0 || first.files[i - 1].path < first.files[i].path);
    }
}

void tst_SaltExport::mappingsPointAtTheNodes()
{
    const ExportResult result = exported(inputOf(hello));
    const QStringList nodes{
        QStringLiteral("stopped"), QStringLiteral("greet"), QStringLiteral("note")};
    for (const QString &node : nodes) {
        const auto mapping = std::find_if(result.mappings.begin(),
                                          result.mappings.end(),
                                          [&](const NodeMapping &m) { return m.node == node; });
        QVERIFY2(mapping != result.mappings.end(), qPrintable(node));
        const auto lines = fileOf(result, mapping->file.toLatin1()).split('\n');
        QCOMPARE(lines.at(mapping->firstLine - 1),
                 QByteArray("        \"" + node.toLatin1() + "\": {"));
        QCOMPARE(lines.at(mapping->lastLine - 1), QByteArray("        },"));
    }
}

void tst_SaltExport::verdicts_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QString>("minion");
    QTest::addColumn<ExportVerdict>("verdict");
    QTest::addColumn<QString>("says");

    QTest::newRow("filter") << QByteArray("kind: filter@1, match: { type: [a] }") << QString()
                            << ExportVerdict::Exact << QString();
    QTest::newRow("timer of half seconds")
        << QByteArray("kind: timer@1, every: 1500ms") << QString() << ExportVerdict::Impossible
        << QStringLiteral("whole seconds");
    QTest::newRow("cron in a zone")
        << QByteArray("kind: timer@1, cron: 0 2 * * *, timezone: Europe/Berlin") << QString()
        << ExportVerdict::Impossible << QStringLiteral("time zone");
    QTest::newRow("javascript") << QByteArray("kind: transform@1, code: '({})'") << QString()
                                << ExportVerdict::Impossible << QStringLiteral("JavaScript");
    for (const char *kind : {"container.ensure@1, name: web",
                             "image.ensure@1, image: web",
                             "network.ensure@1, name: web",
                             "volume.ensure@1, name: web",
                             "prune@1"})
        QTest::newRow(kind) << QByteArray("kind: ").append(kind).append(", place: a") << QString()
                            << ExportVerdict::Exact << QString();
    QTest::newRow("a login for a registry")
        << QByteArray("kind: image.ensure@1, image: web, place: a") << QString()
        << ExportVerdict::Exact << QStringLiteral("account that runs the minion");
    QTest::newRow("a request from a minion")
        << QByteArray("kind: http.request@1, url: 'http://x'") << QStringLiteral("edge-1")
        << ExportVerdict::Exact << QStringLiteral("sent from the minion");
    QTest::newRow("a message from no host")
        << QByteArray("kind: notify@1, url: 'http://x', text: x") << QString()
        << ExportVerdict::Impossible << QStringLiteral("no host");
    QTest::newRow("a message from a minion")
        << QByteArray("kind: notify@1, url: 'http://x', text: x") << QStringLiteral("edge-1")
        << ExportVerdict::Exact << QStringLiteral("sent from the minion");
    QTest::newRow("window") << QByteArray("kind: window@1, over: 60s, atLeast: 3") << QString()
                            << ExportVerdict::Approximate << QStringLiteral("master restarts");
    QTest::newRow("delay") << QByteArray("kind: delay@1, for: 60s") << QString()
                           << ExportVerdict::Approximate << QStringLiteral("master restarts");
    QTest::newRow("a secret in a delay")
        << QByteArray("kind: delay@1, for: '{{ secret.HOW_LONG }}'") << QString()
        << ExportVerdict::Impossible << QStringLiteral("secret");
    QTest::newRow("hooks") << QByteArray("kind: function@1, image: busybox, place: a, "
                                         "hooks: { exit: [{ emit: { type: a/b } }] }")
                           << QString() << ExportVerdict::Approximate << QString();
    QTest::newRow("webhook") << QByteArray("kind: webhook@1, path: shop/orders") << QString()
                             << ExportVerdict::Approximate << QStringLiteral("nothing keeps it");
    QTest::newRow("webhook with a result")
        << QByteArray("kind: webhook@1, path: shop/orders, reply: result") << QString()
        << ExportVerdict::Impossible << QStringLiteral("when a run has ended");
    QTest::newRow("unknown kind") << QByteArray("kind: teapot@1") << QString()
                                  << ExportVerdict::Impossible << QStringLiteral("teapot");
    QTest::newRow("no host to run on")
        << QByteArray("kind: container.action@1, action: stop, container: x") << QString()
        << ExportVerdict::Impossible << QStringLiteral("no host");
    QTest::newRow("no host for a function")
        << QByteArray("kind: function@1, runtime: python, code: '0'") << QString()
        << ExportVerdict::Impossible << QStringLiteral("no host");
    QTest::newRow("a minion for it")
        << QByteArray("kind: container.action@1, action: stop, container: x")
        << QStringLiteral("edge-1") << ExportVerdict::Exact << QString();
    QTest::newRow("several places")
        << QByteArray("kind: container.action@1, action: stop, container: x, place: 'web*'")
        << QString() << ExportVerdict::Approximate << QStringLiteral("first by name");
    QTest::newRow("any place")
        << QByteArray("kind: container.action@1, action: stop, container: x, place: any")
        << QString() << ExportVerdict::Approximate << QStringLiteral("is drawn");
    QTest::newRow("all of a target")
        << QByteArray("kind: container.action@1, action: stop, container: x, place: all G@a:b")
        << QString() << ExportVerdict::Approximate << QStringLiteral("grains `saltern:labels`");
    QTest::newRow("an expression that Python reads otherwise")
        << QByteArray("kind: container.action@1, action: stop, container: x, "
                      "place: 'all E@(?>web)+'")
        << QString() << ExportVerdict::Impossible << QStringLiteral("reads the expression");
    QTest::newRow("names of hosts")
        << QByteArray("kind: docker.event@1, type: container, hosts: 'web* or db-1'") << QString()
        << ExportVerdict::Exact << QString();
    QTest::newRow("labels of hosts")
        << QByteArray("kind: docker.event@1, type: container, hosts: 'G@zone:edge'") << QString()
        << ExportVerdict::Approximate << QStringLiteral("grains `saltern:labels`");
    QTest::newRow("secret in a log")
        << QByteArray("kind: log@1, message: '{{ secret.TOKEN }}'") << QString()
        << ExportVerdict::Impossible << QStringLiteral("secret");
    QTest::newRow("concurrency")
        << QByteArray(
               "kind: container.action@1, action: stop, container: x, place: a, concurrency: 1")
        << QString() << ExportVerdict::Approximate << QStringLiteral("concurrency");
}

void tst_SaltExport::verdicts()
{
    QFETCH(QByteArray, node);
    QFETCH(QString, minion);
    QFETCH(ExportVerdict, verdict);
    QFETCH(QString, says);
    ExportInput input = inputOf("saltern: 1\npipeline: p\nnodes:\n"
                                "  go: { kind: manual@1 }\n"
                                "  it: { " +
                                node + " }\nwires:\n  - go -> it\n");
    input.otherwise = minion;
    const ExportResult result = exported(input);
    QCOMPARE(result.nodes.size(), 2);
    const NodeReport report = result.nodes.at(1);
    QCOMPARE(exportVerdictName(report.verdict), exportVerdictName(verdict));
    QVERIFY2(report.differences.join(u' ').contains(says),
             qPrintable(report.differences.join(u' ')));
    const QByteArray sls = fileOf(result, "salt/saltern/reactor/p.sls");
    // What cannot be said must fail loudly there, not run differently.
    QCOMPARE(sls.contains("\"impossible\": "), verdict == ExportVerdict::Impossible);
    QCOMPARE(report.remedy.isEmpty(), verdict != ExportVerdict::Impossible);
}

namespace {

void addValue(const char *name, const QJsonValue &value)
{
    QTest::newRow(name) << value;
}

// Texts that would end a string, a line or a document, or be read as something else.
void addHostileTexts()
{
    QTest::addColumn<QJsonValue>("value");
    const auto row = addValue;
    row("quotes", QStringLiteral("'\"\"\"'''\\"));
    row("a line end and code", QStringLiteral("\"\nimport os\nos.abort()\n#"));
    row("templates", QStringLiteral("{{ 7*7 }} {% raw %} {# #}"));
    row("braces", QStringLiteral("}{][: #- !!python/object"));
    row("controls", QString(QStringLiteral("a\r\tb\x7f\u0085\u2028") + QChar(0)));
    row("emoji", QString::fromUtf8("\xf0\x9f\x98\x80 \xc3\xa9"));
    row("a mebibyte", QString(1024 * 1024, u'x'));
}

} // namespace

void tst_SaltExport::hostileValues_data()
{
    addHostileTexts();
    const auto row = addValue;
    row("a lone surrogate", QString(QChar(0xd800)));
    row("numbers", QJsonArray{0, -1, 1.5, 1e300, 0.1, 9007199254740993LL});
    row("constants", QJsonArray{true, false, QJsonValue::Null});
    row("nested", QJsonObject{{QStringLiteral("a\"b"), QJsonObject{{QString(), QJsonArray{}}}}});
}

void tst_SaltExport::hostileValues()
{
    QFETCH(QJsonValue, value);
    const QByteArray literal = pythonLiteral(value, 4);
    QVERIFY(std::all_of(literal.begin(), literal.end(), [](char c) {
        return c == '\n' || (c >= 0x20 && c < 0x7f);
    }));
    // The reverse way is Python's own; JSON escapes carry it back unharmed.
    const QByteArray back = python("import json\nprint(json.dumps([" + literal + "]))\n");
    const QJsonDocument document = QJsonDocument::fromJson(back);
    QVERIFY2(document.isArray(), back.left(300));
    QCOMPARE(document.array().at(0), value);
}

void tst_SaltExport::hostileSettings_data()
{
    addHostileTexts();
}

void tst_SaltExport::hostileSettings()
{
    QFETCH(QJsonValue, value);
    const QJsonObject map{{value.toString(), value}};
    const QJsonArray list{value};
    const QList<std::pair<QString, QJsonObject>> kinds{
        {QStringLiteral("container.ensure"),
         {{QStringLiteral("command"), list}, {QStringLiteral("env"), map}}},
        {QStringLiteral("image.ensure"), {{QStringLiteral("tags"), list}}},
        {QStringLiteral("network.ensure"), {{QStringLiteral("labels"), map}}},
        {QStringLiteral("volume.ensure"), {{QStringLiteral("options"), map}}},
        {QStringLiteral("prune"), {{QStringLiteral("labels"), list}}},
        {QStringLiteral("http.request"),
         {{QStringLiteral("body"), map}, {QStringLiteral("headers"), map}}},
        {QStringLiteral("window"), {{QStringLiteral("expect"), map}}},
        {QStringLiteral("delay"), {{QStringLiteral("until"), value}}},
        {QStringLiteral("webhook"), {{QStringLiteral("headers"), list}}}};
    ExportInput input;
    input.pipeline.name = QStringLiteral("p");
    for (const auto &[kind, parameters] : kinds) {
        Node node;
        node.id = QString(kind).replace(u'.', u'-');
        node.kind = {kind, 1};
        node.parameters = parameters;
        input.pipeline.nodes += node;
    }
    const ExportResult result = exported(input);
    const QByteArray sls = fileOf(result, "salt/saltern/reactor/p.sls");
    const QByteArray conf = fileOf(result, "master.d/saltern-p.conf");
    // In double quotes YAML and Python read the same escapes.
    const QByteArray script =
        sls + "\nimport ast, json\nconf = " + quotedText(QString::fromUtf8(conf)) + R"py(
told = {name: node.get('settings') for name, node in PLAN['nodes'].items()}
for line in conf.split('\n'):
    name, _, text = line.strip().partition(': ')
    if name == 'nodes':
        kept = json.loads(ast.literal_eval(text))
        told.update({name: node['settings'] for name, node in kept.items()})
    elif name == '"p/webhook"':
        told['webhook'] = json.loads(ast.literal_eval(text))
print(json.dumps(told))
)py";
    const QByteArray told = python(script);
    const QJsonObject found = QJsonDocument::fromJson(told).object();
    QVERIFY2(!found.isEmpty(), told.left(600));
    for (const auto &[kind, parameters] : kinds) {
        const QJsonObject settings = found.value(QString(kind).replace(u'.', u'-')).toObject();
        for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter)
            QVERIFY2(settings.value(parameter.key()) == parameter.value(), qPrintable(kind));
    }
}

void tst_SaltExport::tagsDoNotOverlap_data()
{
    QTest::addColumn<QStringList>("globs");
    QTest::addColumn<QStringList>("expected");
    const auto list = [](const char *text) { return QString::fromLatin1(text).split(u' '); };
    QTest::newRow("apart") << list("b/x a/y") << list("a/y b/x");
    QTest::newRow("twice the same") << list("a/x a/x") << list("a/x");
    QTest::newRow("one inside the other") << list("a/exec_* a/exec_start") << list("a/exec_*");
    QTest::newRow("partly") << list("a/*x a/y*") << list("a/*");
    QTest::newRow("stars at other ends, apart") << list("a/x* a/y*") << list("a/x* a/y*");
    QTest::newRow("three become one") << list("a/1* a/*2 a/*3") << list("a/*");
}

void tst_SaltExport::tagsDoNotOverlap()
{
    QFETCH(QStringList, globs);
    QFETCH(QStringList, expected);
    QCOMPARE(withoutOverlap(globs), expected);
    QCOMPARE(fnmatchGlob(QStringLiteral("a?[b]*")), QStringLiteral("a[?][[]b]*"));
}

void tst_SaltExport::everyHelperFileIsExported()
{
    const ExportResult result = exported(inputOf(hello));
    const QString root = QStringLiteral(":/saltern/salt/");
    QDirIterator files(root, QDir::Files, QDirIterator::Subdirectories);
    int count = 0;
    for (; files.hasNext(); ++count) {
        const QString path = files.next().mid(root.size());
        QVERIFY2(!fileOf(result, path.toLatin1()).isEmpty(), qPrintable(path));
    }
    QVERIFY(count > 20);
}

// Salt's modules cannot import one another, so each is handed the functions of the others by name:
// a name that is missing there would show only when the line is reached.
void tst_SaltExport::helpersAreGivenWhatTheyAskFor()
{
    static const QRegularExpression asked(
        QStringLiteral("(?:tools|utils)\\[\"(saltern_\\w+)\\.(\\w+)\"\\]"));
    const ExportResult result = exported(inputOf(hello));
    const QByteArray givers = fileOf(result, "salt/_modules/saltern.py") +
                              fileOf(result, "salt/_utils/saltern_step.py") +
                              fileOf(result, "salt/_engines/saltern_docker.py") +
                              fileOf(result, "salt/_engines/saltern_memory.py");
    int count = 0;
    for (const ExportedFile &file : result.files) {
        if (!file.path.startsWith(QLatin1StringView("salt/_utils/")))
            continue;
        auto match = asked.globalMatch(QString::fromUtf8(file.content));
        for (; match.hasNext(); ++count) {
            const auto name = match.next();
            const QString module = name.captured(1);
            const QString function = name.captured(2);
            const QString given = QStringLiteral("\"%1.%2\",").arg(module, function);
            QVERIFY2(givers.contains(given.toLatin1()), qPrintable(given));
            const QByteArray giver =
                fileOf(result, QStringLiteral("salt/_utils/%1.py").arg(module).toLatin1());
            const QString made = QStringLiteral("\ndef %1(").arg(function);
            QVERIFY2(giver.contains(made.toLatin1()), qPrintable(given));
        }
    }
    QVERIFY(count > 40);
}

void tst_SaltExport::helperFilesAreValidPython()
{
    QTemporaryDir folder;
    QStringList paths;
    const ExportResult result = exported(inputOf(hello));
    for (const ExportedFile &file : result.files) {
        if (!file.path.endsWith(QLatin1StringView(".py")) && !file.content.startsWith("#!py"))
            continue;
        const QString path = folder.filePath(QString(file.path).replace(u'/', u'_'));
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(file.content);
        paths += path;
    }
    QVERIFY(paths.size() > 10);
    QProcess compile;
    compile.start(QStringLiteral("/usr/bin/python3"),
                  QStringList{QStringLiteral("-W"),
                              QStringLiteral("error"),
                              QStringLiteral("-m"),
                              QStringLiteral("py_compile")} +
                      paths);
    QVERIFY(compile.waitForFinished(120'000));
    QVERIFY2(compile.exitCode() == 0, compile.readAllStandardError());
}

void tst_SaltExport::manifest_data()
{
    QTest::addColumn<QByteArray>("there"); // what the folder holds; null = no such file
    QTest::addColumn<FileChange>("change");
    QTest::newRow("gone") << QByteArray() << FileChange::Write;
    QTest::newRow("unchanged") << QByteArray("new") << FileChange::Keep;
    QTest::newRow("outdated") << QByteArray("old") << FileChange::Write;
    QTest::newRow("edited") << QByteArray("mine") << FileChange::Edited;
}

namespace {

ExportResult oneFile(const char *path, const QByteArray &content)
{
    ExportResult result;
    result.files = {{QString::fromLatin1(path), content, false}};
    return result;
}

Result<ExportPlan> planOf(const char *pipeline,
                          const ExportResult &result,
                          const QByteArray &manifest,
                          const QMap<QString, QByteArray> &folder)
{
    ExportInput input;
    input.pipeline.name = QString::fromLatin1(pipeline);
    return planExport(QStringLiteral("salt"), input, result, manifest, [&](const QString &path) {
        return folder.contains(path) ? contentHash(folder.value(path)) : QString();
    });
}

} // namespace

void tst_SaltExport::manifest()
{
    QFETCH(QByteArray, there);
    QFETCH(FileChange, change);
    const auto before = planOf("p", oneFile("a", "old"), {}, {});
    QVERIFY(before.has_value());
    QMap<QString, QByteArray> folder;
    if (!there.isNull())
        folder.insert(QStringLiteral("a"), there);
    const auto plan = planOf("p", oneFile("a", "new"), before->manifest, folder);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->changes.size(), 1);
    QCOMPARE(plan->changes.first().change, change);

    // The file is no longer part of the export: ours goes, edited stays.
    const auto later = planOf("p", oneFile("b", "x"), before->manifest, folder);
    QVERIFY(later.has_value());
    const bool listed = later->changes.first().path == QLatin1StringView("a");
    QCOMPARE(listed, !there.isNull());
    if (listed)
        QCOMPARE(later->changes.first().change,
                 there == "old" ? FileChange::Remove : FileChange::LeaveEdited);
}

void tst_SaltExport::foreignFilesAreNotTouched()
{
    const QMap<QString, QByteArray> folder{{QStringLiteral("a"), "somebody's"}};
    const auto plan = planOf("p", oneFile("a", "new"), {}, folder);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Conflict);
    const auto foreign = planOf("p", oneFile("a", "new"), "{\"format\": 1}", {});
    QVERIFY(!foreign);
    QVERIFY(foreign.error().message.contains(QLatin1StringView("manifest.json")));
}

void tst_SaltExport::sharedFilesOutliveOnePipeline()
{
    const QMap<QString, QByteArray> folder{{QStringLiteral("shared"), "s"}};
    const auto first = planOf("p", oneFile("shared", "s"), {}, {});
    const auto second = planOf("q", oneFile("shared", "s"), first->manifest, folder);
    const auto third = planOf("p", oneFile("own", "o"), second->manifest, folder);
    QVERIFY(third.has_value());
    QCOMPARE(third->changes.size(), 1);
    QCOMPARE(third->changes.first().path, QStringLiteral("own"));
}

void tst_SaltExport::exportsShareAFolder()
{
    const QByteArray document = "saltern: 1\npipeline: p\nnodes:\n"
                                "  hook: { kind: webhook@1, path: p }\n"
                                "  often: { kind: window@1, over: 60s, atLeast: 3 }\n"
                                "  all: { kind: prune@1, place: all }\n"
                                "wires:\n  - hook -> often\n  - often.reached -> all\n";
    QMap<QString, QByteArray> folder;
    QByteArray manifest;
    // The paths that an export of the pipeline into the folder writes.
    const auto exportInto = [&](const QByteArray &name) {
        ExportInput input = inputOf(
            QByteArray(document).replace("pipeline: p", QByteArray("pipeline: ").append(name)));
        const auto plan = planExport(
            QStringLiteral("salt"), input, exported(input), manifest, [&](const QString &path) {
                return folder.contains(path) ? contentHash(folder.value(path)) : QString();
            });
        QStringList written;
        for (const PlannedChange &change : plan->changes) {
            if (change.change == FileChange::Keep)
                continue;
            folder.insert(change.path, change.file.content);
            written += change.path;
        }
        manifest = plan->manifest;
        return written;
    };
    QVERIFY(exportInto("p").contains(QStringLiteral("salt/_engines/saltern_memory.py")));
    const QStringList own{QStringLiteral("REPORT-q.md"),
                          QStringLiteral("master.d/saltern-q.conf"),
                          QStringLiteral("salt/saltern/orch/q.sls"),
                          QStringLiteral("salt/saltern/reactor/q.sls")};
    QCOMPARE(exportInto("q"), own);
    QCOMPARE(exportInto("p"), QStringList());
    QCOMPARE(exportInto("q"), QStringList());
    // What both give to Salt has names of its own, but for the one engine that takes all webhooks.
    const auto named = [&](const char *name, const QByteArray &what) {
        return folder.value(QLatin1StringView(name)).contains(what);
    };
    QVERIFY(named("master.d/saltern-p.conf", "  - \"saltern_memory_p\":\n"));
    QVERIFY(named("master.d/saltern-q.conf", "  - \"saltern_memory_q\":\n"));
    QVERIFY(named("master.d/saltern-p.conf", "  - saltern_webhook: {}\n"));
    QVERIFY(named("master.d/saltern-q.conf", "  - saltern_webhook: {}\n"));
    QVERIFY(named("master.d/saltern-q.conf", "\n  \"q/hook\": "));
}

QTEST_GUILESS_MAIN(tst_SaltExport)

#include "tst_saltexport.moc"
