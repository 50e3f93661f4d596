#include "engine/functions/functionoutcome.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What a function's outcome says beside its result.
class TestFunctionOutcome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesItsImage_data();
    void namesItsImage();
    void isNotTriedAgain();
};

void TestFunctionOutcome::namesItsImage_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("digest");
    QTest::addColumn<QJsonObject>("detail");
    const QString image = u"web:2"_s;
    QTest::newRow("not known yet") << QString() << QString() << QJsonObject{{u"image"_s, image}};
    QTest::newRow("made on the host")
        << u"sha256:1"_s << QString()
        << QJsonObject{{u"image"_s, image}, {u"imageId"_s, u"sha256:1"_s}};
    QTest::newRow("from a registry") << u"sha256:1"_s << u"sha256:2"_s
                                     << QJsonObject{{u"image"_s, image},
                                                    {u"imageDigest"_s, u"sha256:2"_s},
                                                    {u"imageId"_s, u"sha256:1"_s}};
}

void TestFunctionOutcome::namesItsImage()
{
    QFETCH(QString, id);
    QFETCH(QString, digest);
    FunctionPlan plan;
    plan.image = u"web:2"_s;
    StepOutcome outcome;
    noteImage(outcome, plan, {.baseId = id, .baseDigest = digest});
    QTEST(outcome.detail, "detail");
}

void TestFunctionOutcome::isNotTriedAgain()
{
    FunctionPlan plan;
    plan.node = u"f"_s;
    const StepOutcome lost = lostFunctionOutcome(plan, false, -1, {});
    QVERIFY(lost.mayRetry);
    const StepOutcome over = notTriedAgain(lost);
    QVERIFY(!over.mayRetry);
    QCOMPARE(over.error->kind, ErrorKind::Unreachable);
    QCOMPARE(over.error->message, lost.error->message);
    QVERIFY(over.error->remedy.contains(u"at most once"_s));
}

QTEST_GUILESS_MAIN(TestFunctionOutcome)
#include "tst_functionoutcome.moc"
