#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"

#include <QFile>

using namespace Saltern;

/// The runtime "cobol" on an engine that has its image: programs are compiled in their container.
class CobolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void orders_data();
    void orders();
    void warmProgramIsCompiledOnce();
    void copybooksAreFound();
    void whatTheCompilerComplainsAboutIsTold();
    void theDocumentedHotProgramAnswers();

private:
    Lab::PrivateEngine m_engine{QStringLiteral("cobol"), {.images = QStringLiteral("cobol")}};
    std::unique_ptr<FunctionRig> m_rig;
};

namespace {

QJsonObject cobol(const QByteArray &code, const char *mode)
{
    return {{QStringLiteral("runtime"), QStringLiteral("cobol")},
            {QStringLiteral("code"), QString::fromUtf8(code)},
            {QStringLiteral("mode"), QLatin1StringView(mode)}};
}

QByteArray programThat(const QByteArray &statements)
{
    return "       identification division.\n       program-id. it.\n       procedure division.\n"
           "           " +
           statements + "\n           stop run.\n";
}

QByteArray documentedProgram()
{
    QFile page(QStringLiteral(SALTERN_DOCS "/functions.md"));
    if (!page.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = page.readAll();
    const QByteArray fence = "```cobol\n";
    const qsizetype begin = text.indexOf(fence) + fence.size();
    return text.mid(begin, text.indexOf("```", begin) - begin);
}

} // namespace

void CobolTest::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    QVERIFY(m_engine.start());
    m_rig = std::make_unique<FunctionRig>(m_engine.endpoint(), QStringLiteral("tst-cobol"));
    QFile total(QStringLiteral(":/saltern/demos/invoices/functions/total.cob"));
    QVERIFY(total.open(QIODevice::ReadOnly));
    m_rig->bundle.files.insert(QStringLiteral("functions/total.cob"), total.readAll());
    m_rig->bundle.files.insert(QStringLiteral("copy/words.cpy"),
                               "       01 word pic x(5) value \"salty\".\n");
}

// Every test leaves the host as it was.
void CobolTest::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(QStringLiteral("saltern.engine=tst-cobol")), QJsonArray{}, 60'000);
}

void CobolTest::orders_data()
{
    QTest::addColumn<QByteArray>("order");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("cents are exact")
        << QByteArray(R"({"order":"A-17","customer":"Ada","items":[{"quantity":3,"price":0.1},
                          {"quantity":2,"price":33.335}]})")
        << QByteArray(R"(ok {"customer":"Ada","lines":2,"net":"66.97","order":"A-17",)"
                      R"("total":"79.69","vat":"12.72"})");
    QTest::newRow("names cannot pose as prices")
        << QByteArray(R"({"order":"A-18","customer":"\"items\":[{\"price\":1}], \\",
                          "items":[{"article":"}],\"price\":9,","quantity":1,"price":1.00}]})")
        << QByteArray(R"(ok {"customer":"\"items\":[{\"price\":1}], \\","lines":1,"net":"1.00",)"
                      R"("order":"A-18","total":"1.19","vat":"0.19"})");
    QTest::newRow("no items") << QByteArray(R"({"order":"A-19","items":[]})")
                              << QByteArray("error: failed");
    QTest::newRow("no number") << QByteArray(R"({"items":[{"quantity":1,"price":1}]})")
                               << QByteArray("error: failed");
    QTest::newRow("too much")
        << QByteArray(R"({"order":"A-20","items":[{"quantity":9999999,"price":999999999}]})")
        << QByteArray("error: failed");
}

void CobolTest::orders()
{
    QFETCH(QByteArray, order);
    const QJsonObject parameters{
        {QStringLiteral("handler"), QStringLiteral("functions/total.cob")},
        {QStringLiteral("env"),
         QJsonObject{{QStringLiteral("VAT_PERCENT"), QStringLiteral("19")}}}};
    const StepOutcome outcome = m_rig->call(
        parameters, {{QStringLiteral("body"), QJsonDocument::fromJson(order).object()}});
    QTEST(told(outcome).value(0), "told");
}

void CobolTest::warmProgramIsCompiledOnce()
{
    PoolRig pool(
        *m_rig,
        cobol(programThat("call \"system\" using \"ls -i /saltern/call/code >&2\"."), "warm"));
    const StepOutcome first = pool.call();
    QVERIFY2(first.log.contains(QStringLiteral("handler.program")), qPrintable(first.log));
    QCOMPARE(pool.call().log, first.log);
}

void CobolTest::copybooksAreFound()
{
    m_rig->bundle.files.insert(
        QStringLiteral("copy/main.cob"),
        "       identification division.\n       program-id. it.\n       data division.\n"
        "       working-storage section.\n       copy \"words.cpy\".\n"
        "       procedure division.\n           display '{\"word\":\"' word '\"}'.\n");
    const StepOutcome outcome =
        m_rig->call({{QStringLiteral("handler"), QStringLiteral("copy/main.cob")},
                     {QStringLiteral("files"), QJsonArray{QStringLiteral("copy/words.cpy")}}});
    QCOMPARE(told(outcome), QByteArrayList{R"(ok {"word":"salty"})"});
}

void CobolTest::whatTheCompilerComplainsAboutIsTold()
{
    const StepOutcome outcome = m_rig->call(cobol(programThat("dsplay \"x\"."), "cold"));
    QVERIFY(outcome.error.has_value());
    QVERIFY2(!outcome.mayRetry, "the same text will not compile the next time");
    QVERIFY2(outcome.log.contains(QStringLiteral("dsplay")), qPrintable(outcome.log));
}

void CobolTest::theDocumentedHotProgramAnswers()
{
    QJsonObject parameters = cobol(documentedProgram(), "hot");
    parameters.insert(QStringLiteral("style"), QStringLiteral("lines"));
    PoolRig pool(*m_rig, parameters);
    for (int i = 1; i <= 100; ++i) {
        const StepOutcome outcome = pool.call();
        QCOMPARE(told(outcome), QByteArrayList{"ok {\"calls\":" + QByteArray::number(i) + '}'});
    }
}

QTEST_GUILESS_MAIN(CobolTest)
#include "tst_cobol.moc"
