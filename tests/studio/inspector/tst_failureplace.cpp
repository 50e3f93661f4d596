#include <QTest>

#include "qml/design/code/failureplace.h"

using namespace Saltern;

/// Real complaints of runtimes, as a failed step has them.
class TestFailurePlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheLine_data();
    void findsTheLine();
};

void TestFailurePlace::findsTheLine_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line"); // 0 = none
    QTest::addColumn<QString>("message");
    const auto row =
        [](const char *name, const char *file, const char *text, int line, const char *message) {
            QTest::newRow(name) << QString::fromUtf8(file) << QString::fromUtf8(text) << line
                                << QString::fromUtf8(message);
        };
    row("python, the innermost frame of the handler",
        "greet.py",
        "The handler ended with exit code 1.\n\n"
        "Traceback (most recent call last):\n"
        "  File \"/saltern/runtime/adapter.py\", line 40, in <module>\n"
        "    result = handle(event)\n"
        "  File \"/saltern/code/greet.py\", line 3, in handle\n"
        "    return deeper(event)\n"
        "  File \"/saltern/code/greet.py\", line 7, in deeper\n"
        "    return event['nope']\n"
        "           ~~~~~^^^^^^^^\n"
        "  File \"/usr/lib/python3.11/collections/__init__.py\", line 1, in x\n"
        "KeyError: 'nope'",
        7,
        "KeyError: 'nope'");
    row("python, inline",
        "",
        "It failed.\n  File \"/saltern/handler.py\", line 2\n    return (\n           ^\n"
        "SyntaxError: '(' was never closed",
        2,
        "SyntaxError: '(' was never closed");
    row("node, a stack",
        "handler.js",
        "exit code 1\n"
        "TypeError: Cannot read properties of undefined (reading 'name')\n"
        "    at handle (/saltern/handler.js:3:22)\n"
        "    at main (/saltern/runtime/adapter.js:12:5)",
        3,
        "TypeError: Cannot read properties of undefined (reading 'name')");
    row("node, the place first",
        "",
        "/saltern/handler.mjs:5\n  const = 3;\n        ^\n\nSyntaxError: Unexpected token '='",
        5,
        "SyntaxError: Unexpected token '='");
    row("bash",
        "look.sh",
        "look.sh: line 4: nope: command not found",
        4,
        "nope: command not found");
    row("dash", "", "/saltern/handler.sh: 2: nope: not found", 2, "nope: not found");
    row("a transform",
        "",
        "The script failed in line 6: ReferenceError: evnt is not defined\ndetail",
        6,
        "ReferenceError: evnt is not defined");
    row("another file", "greet.py", "  File \"/usr/lib/python3/json.py\", line 9, in x", 0, "");
    row("a name that ends like it", "look.sh", "overlook.sh: line 4: nope", 0, "");
    row("no line", "greet.py", "The function took longer than its time limit of 10s.", 0, "");
    row("nothing", "", "", 0, "");
}

void TestFailurePlace::findsTheLine()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(QString, message);
    const QVariantList marks = FailurePlace::marks(text, file);
    QCOMPARE(marks.size(), line > 0 ? 1 : 0);
    if (line == 0)
        return;
    QCOMPARE(marks.first().toMap().value(QStringLiteral("line")).toInt(), line);
    QCOMPARE(marks.first().toMap().value(QStringLiteral("message")).toString(), message);
}

QTEST_GUILESS_MAIN(TestFailurePlace)
#include "tst_failureplace.moc"
