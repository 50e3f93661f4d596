#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include "qml/design/code/syntaxhighlighter.h"

using namespace Saltern;

namespace {

// The colours of the tests are told apart by how red they are, from 1.
constexpr QStringView letters = u"?ksncyx";

// A letter for each character: k keyword, s string, n number, c comment, y key, x special.
QString colors(const QTextDocument &document)
{
    QStringList lines;
    for (QTextBlock line = document.begin(); line.isValid(); line = line.next()) {
        QString marks(line.text().size(), u'.');
        const auto ranges = line.layout()->formats();
        for (const QTextLayout::FormatRange &range : ranges) {
            const QChar letter = letters.at(range.format.foreground().color().red());
            marks.replace(range.start, range.length, QString(range.length, letter));
        }
        lines += marks;
    }
    return lines.join(u'\n');
}

class ColoredText
{
public:
    explicit ColoredText(const QString &language)
    {
        highlighter.setProperty("keywordColor", QColor(1, 0, 0));
        highlighter.setProperty("stringColor", QColor(2, 0, 0));
        highlighter.setProperty("numberColor", QColor(3, 0, 0));
        highlighter.setProperty("commentColor", QColor(4, 0, 0));
        highlighter.setProperty("keyColor", QColor(5, 0, 0));
        highlighter.setProperty("specialColor", QColor(6, 0, 0));
        highlighter.setLanguage(language);
        document.documentLayout(); // without one, a document does not tell of its changes
        highlighter.setDocument(&document);
        QCoreApplication::processEvents(); // it reads a new document a moment later
    }

    QTextDocument document;
    SyntaxHighlighter highlighter{nullptr};
};

} // namespace

class TestSyntaxHighlighter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void colorsLanguages_data();
    void colorsLanguages();
    void followsEditsAcrossLines();
    void followsTheLanguage();
    void knowsFiles_data();
    void knowsFiles();
};

void TestSyntaxHighlighter::colorsLanguages_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row =
        [](const char *name, const char *language, const char *text, const char *marks) {
            QTest::newRow(name) << QString::fromUtf8(language) << QString::fromUtf8(text)
                                << QString::fromUtf8(marks);
        };
    row("python keyword", "python", "def f(): return None", "kkk......kkkkkk.kkkk");
    row("python hash in string", "python", "a = \"# no\" # yes", "....ssssss.ccccc");
    row("python escaped quote", "python", R"(a = "x\"y" + 1)", "....ssssss...n");
    row("python docstring", "python", "\"\"\"one\ntwo\"\"\" if", "ssssss\nssssss.kk");
    row("python name with a keyword in it",
        "python",
        "information = x.format",
        "......................");
    row("python decorator", "python", "@cache", "xxxxxx");
    row("shell variable",
        "shell",
        "if [ $A ]; then echo '#'; fi # end",
        "kk...xx....kkkk......sss..kk.ccccc");
    row("shell hash inside a word", "shell", "echo a#b", "........");
    row("javascript template", "javascript", "let a = `x\ny`; // z", "kkk.....ss\nss..cccc");
    row("javascript block comment", "javascript", "/* a\n b */ 1", "cccc\nccccc.n");
    row("yaml keys", "yaml", "a: 1\n  b.c: true # x", "y..n\n..yyy..kkkk.ccc");
    row("yaml quoted key", "yaml", "'a/b':\n  - /srv/x#y", "sssss.\n............");
    row("yaml flow", "yaml", "m: [{ prefix: web- }]", "y.....yyyyyy.........");
    row("jinja in yaml", "yaml", "a: {{ b }}", "y..xxxxxxx");
    row("json", "json", "{\"a\": [\"b\", 1.5, null]}", ".yyy...sss..nnn..kkkk..");
    row("plain text", "text", "def 1 \"x\"", ".........");
}

void TestSyntaxHighlighter::colorsLanguages()
{
    QFETCH(QString, language);
    QFETCH(QString, text);
    ColoredText colored(language);
    colored.document.setPlainText(text);
    QTEST(colors(colored.document), "expected");
}

void TestSyntaxHighlighter::followsEditsAcrossLines()
{
    ColoredText colored(QStringLiteral("python"));
    colored.document.setPlainText(QStringLiteral("a\nif\nb"));
    QTextCursor cursor(&colored.document);
    cursor.insertText(QStringLiteral("\"\"\""));
    QCOMPARE(colors(colored.document), QStringLiteral("ssss\nss\ns"));
    for (int i = 0; i < 3; ++i)
        cursor.deletePreviousChar();
    QCOMPARE(colors(colored.document), QStringLiteral(".\nkk\n."));
}

void TestSyntaxHighlighter::followsTheLanguage()
{
    ColoredText colored(QStringLiteral("python"));
    colored.document.setPlainText(QStringLiteral("\"\"\"open\nif"));
    QCOMPARE(colors(colored.document), QStringLiteral("sssssss\nss"));
    colored.highlighter.setLanguage(QStringLiteral("shell"));
    QCOMPARE(colors(colored.document), QStringLiteral("sssssss\nkk"));
}

void TestSyntaxHighlighter::knowsFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("language");
    const auto row = [](const char *file, const char *text, const char *language) {
        QTest::addRow("%s %s", file, text)
            << QString::fromUtf8(file) << QString::fromUtf8(text) << QString::fromUtf8(language);
    };
    row("functions/a.py", "", "python");
    row("a.SH", "", "shell");
    row("reactor/x.sls", "a: 1", "yaml");
    row("reactor/x.sls", "#!py\nx", "python");
    row("run", "#!/usr/bin/env node", "javascript");
    row("a.mjs", "", "javascript");
    row("README.md", "", "text");
}

void TestSyntaxHighlighter::knowsFiles()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QTEST(SyntaxHighlighter::languageOf(file, text), "language");
}

QTEST_MAIN(TestSyntaxHighlighter)
#include "tst_syntaxhighlighter.moc"
