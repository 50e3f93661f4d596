#include <QQmlComponent>
#include <QQmlEngine>
#include <QTest>

#include "qml/design/code/codeediting.h"
#include <memory>

using namespace Saltern;

// The selection is written into the text: | is its start and its end, one | alone the cursor.
class TestCodeEditing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void edits_data();
    void edits();
    void eachEditIsOneUndo();
    void findsAroundTheEnd();
    void countsLines();

private:
    void setText(const QString &text) { m_edit->setProperty("text", text); }
    QString text() const { return m_edit->property("text").toString(); }

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_edit;
    CodeEditing m_editing;
};

void TestCodeEditing::initTestCase()
{
    QQmlComponent component(&m_engine);
    component.setData("import QtQuick\nTextEdit {}", QUrl());
    m_edit.reset(component.create());
    QVERIFY2(m_edit, qPrintable(component.errorString()));
    m_editing.setProperty("textDocument", m_edit->property("textDocument"));
}

void TestCodeEditing::edits_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    const auto row =
        [](const char *name, const char *action, const char *before, const char *after) {
            QTest::newRow(name) << QString::fromUtf8(action) << QString::fromUtf8(before)
                                << QString::fromUtf8(after);
        };
    row("tab to the next stop", "indent", "ab|c", "ab  |c");
    row("tab on a stop", "indent", "|abc", "    |abc");
    row("tab moves selected lines", "indent", "a\n|b\nc|\nd", "a\n    |b\n    c|\nd");
    row("tab leaves empty lines", "indent", "|a\n\nb|", "    |a\n\n    b|");
    row("a line whose start ends the selection stays", "indent", "|a\n|b", "    |a\n|b");
    row("back by a stop", "outdent", "      a|b", "  a|b");
    row("back as far as there is", "outdent", "  a|b", "a|b");
    row("back moves selected lines", "outdent", "|    a\n  b|", "|a\nb|");
    row("a new line keeps the indent", "newLine", "    a|", "    a\n    |");
    row("one deeper behind a colon", "newLine", "if a:|", "if a:\n    |");
    row("one deeper behind a bracket", "newLine", "  f({|", "  f({\n      |");
    row("a new line replaces the selection", "newLine", "a|bc|d", "a\n|d");
}

void TestCodeEditing::edits()
{
    QFETCH(QString, action);
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto start = static_cast<int>(before.indexOf(u'|'));
    auto end = static_cast<int>(before.lastIndexOf(u'|'));
    end = end == start ? start : end - 1;
    setText(QString(before).remove(u'|'));
    QPoint selection;
    if (action == QLatin1StringView("indent"))
        selection = m_editing.indent(start, end);
    else if (action == QLatin1StringView("outdent"))
        selection = m_editing.outdent(start, end);
    else
        selection = m_editing.newLine(start, end);
    QString marked = text();
    if (selection.x() != selection.y())
        marked.insert(selection.y(), u'|');
    marked.insert(selection.x(), u'|');
    QCOMPARE(marked, after);
}

void TestCodeEditing::eachEditIsOneUndo()
{
    setText(QStringLiteral("a\nb\nc"));
    m_editing.indent(0, 5);
    QCOMPARE(text(), QStringLiteral("    a\n    b\n    c"));
    QVERIFY(QMetaObject::invokeMethod(m_edit.get(), "undo"));
    QCOMPARE(text(), QStringLiteral("a\nb\nc"));
}

void TestCodeEditing::findsAroundTheEnd()
{
    setText(QStringLiteral("one two One"));
    const QString word = QStringLiteral("one");
    QCOMPARE(m_editing.count(word), 2);
    QCOMPARE(m_editing.find(word, 3, false), QPoint(8, 11));
    QCOMPARE(m_editing.find(word, 11, false), QPoint(0, 3));
    QCOMPARE(m_editing.find(word, 0, true), QPoint(8, 11));
    QCOMPARE(m_editing.find(QStringLiteral("three"), 0, false), QPoint(-1, -1));
    QCOMPARE(m_editing.count(QString()), 0);
}

void TestCodeEditing::countsLines()
{
    setText(QStringLiteral("a\nbc\nd"));
    QCOMPARE(m_editing.lineOf(0), 1);
    QCOMPARE(m_editing.lineOf(3), 2);
    QCOMPARE(m_editing.positionOf(3), 5);
    QCOMPARE(m_editing.positionOf(99), 0);
}

QTEST_MAIN(TestCodeEditing)
#include "tst_codeediting.moc"
