#include "engine/functions/runtimecatalogue.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

class TestRuntimeCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtIn_data();
    void builtIn();
    void imageThatHasToBeBuilt();
    void extensions_data();
    void extensions();
    void handlerFunctions_data();
    void handlerFunctions();
    void usersEntryReplacesAndAdds();
    void faultyEntries_data();
    void faultyEntries();
    void unknownNameSuggests();

private:
    static RuntimeCatalogue standard()
    {
        return RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes")});
    }
};

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

void TestRuntimeCatalogue::builtIn_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<bool>("hasFunctions");
    QTest::newRow("shell") << QStringLiteral("busybox:1.36") << false;
    QTest::newRow("python") << QStringLiteral("python:3.12-slim") << true;
    QTest::newRow("node") << QStringLiteral("node:22-slim") << true;
    QTest::newRow("binary") << QStringLiteral("debian:12-slim") << false;
    QTest::newRow("cobol") << QStringLiteral("localhost/gnucobol:3") << false;
}

void TestRuntimeCatalogue::builtIn()
{
    QFETCH(QString, image);
    QFETCH(bool, hasFunctions);
    const RuntimeCatalogue catalogue = standard();
    const auto runtime = catalogue.find(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(runtime.has_value(), runtime ? "" : qPrintable(runtime.error().toString()));
    QCOMPARE((*runtime)->image, image);
    QVERIFY(!(*runtime)->title.isEmpty());
    QVERIFY((*runtime)->program.join(u' ').contains(QStringLiteral("{handler}")));
    QCOMPARE(!(*runtime)->function.isEmpty(), hasFunctions);
    for (const QString &argument : (*runtime)->function) {
        if (argument.startsWith(QLatin1StringView("{runtime}/")))
            QVERIFY((*runtime)->adapterFiles.contains(argument.mid(10)));
    }
    for (const QString &argument : (*runtime)->program) {
        if (argument.startsWith(QLatin1StringView("{runtime}/")))
            QVERIFY((*runtime)->programFiles.contains(argument.mid(10)));
    }
}

// Typed into a shell as it stands, whatever quotes the Dockerfile has.
void TestRuntimeCatalogue::imageThatHasToBeBuilt()
{
    const RuntimeCatalogue catalogue = standard();
    QCOMPARE(catalogue.find(QStringLiteral("python")).value()->buildCommand(), QString());
    const QString command = catalogue.find(QStringLiteral("cobol")).value()->buildCommand();
    QVERIFY2(command.startsWith(QStringLiteral(R"(printf '%s\n' 'FROM debian:12-slim' 'RUN )")),
             qPrintable(command));
    QVERIFY(command.endsWith(QStringLiteral(" | docker build -t localhost/gnucobol:3 -")));
    const Runtime quoted{.image = QStringLiteral("x"), .dockerfile = "# none\n\nENV A='b'\n"};
    QCOMPARE(quoted.buildCommand(),
             QStringLiteral(R"(printf '%s\n' 'ENV A='\''b'\''' | docker build -t x -)"));
}

void TestRuntimeCatalogue::extensions_data()
{
    QTest::addColumn<QString>("runtime"); // empty = none
    QTest::newRow("functions/a.py") << QStringLiteral("python");
    QTest::newRow("a.mjs") << QStringLiteral("node");
    QTest::newRow("a.js") << QStringLiteral("node");
    QTest::newRow("x.y.sh") << QStringLiteral("shell");
    QTest::newRow("a.cob") << QStringLiteral("cobol");
    QTest::newRow("a.rb") << QString();
    QTest::newRow("Makefile") << QString();
    QTest::newRow("folder.py/handler") << QString();
}

void TestRuntimeCatalogue::extensions()
{
    QFETCH(QString, runtime);
    const RuntimeCatalogue catalogue = standard();
    const auto found = catalogue.forFile(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(found ? (*found)->name : QString(), runtime);
    if (!found)
        QVERIFY(found.error().remedy.contains(QStringLiteral("runtime:")));
}

void TestRuntimeCatalogue::handlerFunctions_data()
{
    QTest::addColumn<QString>("runtime");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, const char *runtime, const char *code, bool expected) {
        QTest::newRow(name) << QString::fromUtf8(runtime) << QByteArray(code) << expected;
    };
    row("python def", "python", "import os\n\ndef handle(event):\n    return {}\n", true);
    row("python async", "python", "async def handle(event): ...", true);
    row("python method only", "python", "class A:\n    def handle(self): ...\n", false);
    row("python other name", "python", "def handler(event): ...", false);
    row("python in a comment", "python", "# def handle(event)\nprint(1)\n", false);
    row("python assigned", "python", "handle = lambda event: {}\n", true);
    row("node export", "node", "export function handle(event) {}", true);
    row("node export async", "node", "export async function handle(event) {}", true);
    row("node generator", "node", "export async function* handle(event) {}", true);
    row("node const", "node", "export const handle = (event) => ({});", true);
    row("node list", "node", "function handle() {}\nexport { handle };", true);
    row("node commonjs", "node", "module.exports.handle = (event) => 1;", true);
    row("node commonjs object", "node", "module.exports = { handle };", true);
    row("node script", "node", "console.log(1); function handle() {}", false);
    row("shell never", "shell", "handle() { cat; }", false);
}

void TestRuntimeCatalogue::handlerFunctions()
{
    QFETCH(QString, runtime);
    QFETCH(QByteArray, code);
    const RuntimeCatalogue catalogue = standard();
    QTEST(catalogue.find(runtime).value()->hasHandlerFunction(code), "expected");
}

void TestRuntimeCatalogue::usersEntryReplacesAndAdds()
{
    const QTemporaryDir folder;
    write(
        folder.filePath(QStringLiteral("ruby/runtime.json")),
        R"({"image": "ruby:3", "extensions": [".rb"], "program": {"command": ["ruby", "{handler}"]},
              "limits": {"memory": "256MiB", "pids": 32}})");
    write(folder.filePath(QStringLiteral("shell/runtime.json")),
          R"({"image": "alpine:3.20", "program": {"command": ["/bin/ash", "{handler}"]}})");
    const RuntimeCatalogue catalogue =
        RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes"), folder.path()});
    const auto ruby = catalogue.forFile(QStringLiteral("a.rb"));
    QVERIFY(ruby.has_value());
    QCOMPARE((*ruby)->name, QStringLiteral("ruby"));
    QCOMPARE((*ruby)->memoryBytes, qint64{256} * 1024 * 1024);
    QCOMPARE((*ruby)->pids, 32);
    QCOMPARE((*ruby)->inlineName, QStringLiteral("handler.rb"));
    QCOMPARE(catalogue.find(QStringLiteral("shell")).value()->image, QStringLiteral("alpine:3.20"));
    QVERIFY(catalogue.find(QStringLiteral("python")).has_value());
}

void TestRuntimeCatalogue::faultyEntries_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("not JSON") << QByteArray("image: x") << QStringLiteral("not a JSON object");
    QTest::newRow("no image") << QByteArray("{}") << QStringLiteral("\"image\" is missing");
    QTest::newRow("no program") << QByteArray(R"({"image": "x"})")
                                << QStringLiteral("no \"command\"");
    QTest::newRow("bad pattern") << QByteArray(R"({"image": "x", "program": {"command": ["a"]},
                          "function": {"command": ["b"], "detect": "("}})")
                                 << QStringLiteral("regular expression");
    QTest::newRow("file elsewhere") << QByteArray(R"({"image": "x", "program": {"command": ["a"]},
                          "function": {"command": ["b"], "files": ["../secret"]}})")
                                    << QStringLiteral("not a plain file name");
    QTest::newRow("missing file") << QByteArray(R"({"image": "x", "program": {"command": ["a"]},
                          "function": {"command": ["b"], "files": ["gone.py"]}})")
                                  << QStringLiteral("cannot be read");
    QTest::newRow("bad memory")
        << QByteArray(R"({"image": "x", "program": {"command": ["a"]}, "limits": {"memory": "9"}})")
        << QStringLiteral("not a size");
}

void TestRuntimeCatalogue::faultyEntries()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, complaint);
    const QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("mine/runtime.json")), json);
    const RuntimeCatalogue catalogue =
        RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes"), folder.path()});
    const auto mine = catalogue.find(QStringLiteral("mine"));
    QVERIFY(!mine);
    QVERIFY2(mine.error().message.contains(complaint), qPrintable(mine.error().message));
    QVERIFY(mine.error().message.contains(folder.path()));
    QVERIFY2(catalogue.find(QStringLiteral("shell")).has_value(), "one fault must not spread");
}

void TestRuntimeCatalogue::unknownNameSuggests()
{
    const auto found = standard().find(QStringLiteral("pyhton"));
    QVERIFY(!found);
    QVERIFY(found.error().remedy.contains(QStringLiteral("python")));
}

QTEST_GUILESS_MAIN(TestRuntimeCatalogue)
#include "tst_runtimecatalogue.moc"
