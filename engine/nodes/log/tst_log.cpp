#include "tests/nodes/nodefixture.h"

#include <QLoggingCategory>
#include <QTest>

using namespace Saltern;

namespace {

struct Line
{
    QtMsgType type = QtDebugMsg;
    QString text;
};
QList<Line> written;

void remember(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (qstrcmp(context.category, "saltern.log") == 0)
        written.append({type, text});
}

} // namespace

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("saltern.log.debug=true"));
        m_before = qInstallMessageHandler(remember);
    }
    void cleanupTestCase() { qInstallMessageHandler(m_before); }
    void init() { written.clear(); }

    void lines_data();
    void lines();
    void levels_data();
    void levels();
    void longMessagesAreCut();
    void cancelWritesNothing();

private:
    QtMessageHandler m_before = nullptr;
};

void TestLog::lines_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const char *settings, const char *line) {
        QTest::newRow(name) << QByteArray(settings) << QString::fromUtf8(line);
    };
    row("text", "'message':'hello'", "hello");
    row("template", "'message':'{{ event.data.name }} is down'", "web is down");
    row("a number", "'message':'{{ event.data.n }}'", "3");
    row("an object", "'message':'{{ event.data.o }}'", R"({"a":[1]})");
    row("fields", "'message':'m','fields':{'n':'{{ event.data.n }}','a':'x y'}", "m a=x y n=3");
    row("a forged second line",
        "'message':'{{ event.data.evil }}'",
        "a\\nb\\r\\u001b[31m\\u0000\\u2028c\\t");
    row("forged in a field",
        "'message':'m','fields':{'e':'{{ event.data.evil }}'}",
        "m e=a\\nb\\r\\u001b[31m\\u0000\\u2028c\\t");
    row("other letters stay", "'message':'\u00e4 \u4e2d \U0001F600'", "\u00e4 \u4e2d \U0001F600");
}

void TestLog::lines()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, line);
    NodeFixture fixture(QStringLiteral("log"), "{" + settings + "}");
    const StepOutcome outcome =
        fixture.run(makeEvent("a",
                              "{'name':'web','n':3,'o':{'a':[1]},"
                              "'evil':'a\\nb\\r\\u001b[31m\\u0000\\u2028c\\t'}"));
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QCOMPARE(outcome.log, line);
    QCOMPARE(written.size(), 1);
    QCOMPARE(written.first().text, QStringLiteral("pipe/node: ") + line);
    QCOMPARE(outcome.exits.size(), 1u);
    QCOMPARE(outcome.exits.front().port, QStringLiteral("ok"));
    QVERIFY2(!outcome.exits.front().data, "the event goes on as it is");
}

void TestLog::levels_data()
{
    QTest::addColumn<QByteArray>("level");
    QTest::addColumn<int>("type");
    QTest::newRow("default") << QByteArray() << int(QtInfoMsg);
    QTest::newRow("debug") << QByteArray("debug") << int(QtDebugMsg);
    QTest::newRow("info") << QByteArray("info") << int(QtInfoMsg);
    QTest::newRow("warning") << QByteArray("warning") << int(QtWarningMsg);
    QTest::newRow("error") << QByteArray("error") << int(QtCriticalMsg);
}

void TestLog::levels()
{
    QFETCH(QByteArray, level);
    const QByteArray more = level.isEmpty() ? QByteArray() : QByteArray(",'level':'" + level + "'");
    NodeFixture fixture(QStringLiteral("log"), "{'message':'m'" + more + "}");
    fixture.run(makeEvent("a"));
    QCOMPARE(written.size(), 1);
    QTEST(int(written.first().type), "type");
}

void TestLog::longMessagesAreCut()
{
    NodeFixture fixture(QStringLiteral("log"), "{'message':'" + QByteArray(20'000, 'x') + "'}");
    const StepOutcome outcome = fixture.run(makeEvent("a"));
    QCOMPARE(outcome.log.size(), 8192 + 3);
}

void TestLog::cancelWritesNothing()
{
    NodeFixture fixture(QStringLiteral("log"), "{'message':'m'}");
    const auto step = fixture.begin(makeEvent("a"));
    step->cancel();
    const StepOutcome outcome = finish(*step);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    QVERIFY(written.isEmpty());
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
