#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/demolistmodel.h"
#include "app/studio/engineclient/recentlistmodel.h"
#include "app/studio/engineclient/templatelistmodel.h"
#include "app/studio/settings/preferences.h"
#include "engine/pipeline/validation.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

class TestTemplates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void everyTemplateIsValid();
    void aTemplateBeginsADocument();
    void demosAreKnownWithoutAnEngine();
    void recentPipelinesTellTheirState();
};

void TestTemplates::initTestCase()
{
    static QTemporaryDir folder;
    Preferences::useFile(folder.filePath(QStringLiteral("studio.ini")));
    (void)liveEngine();
}

void TestTemplates::everyTemplateIsValid()
{
    TemplateListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.count() >= 4);
    for (int row = 0; row < model.count(); ++row) {
        const QByteArray text = model.at(row, QStringLiteral("document")).toString().toUtf8();
        const QList<Problem> problems = checkPipeline(text, nullptr).problems;
        QVERIFY2(problems.isEmpty(),
                 problems.isEmpty() ? "" : qPrintable(formatProblem({}, problems.first())));
        QVERIFY(!model.at(row, QStringLiteral("title")).toString().isEmpty());
        QVERIFY(!model.at(row, QStringLiteral("description")).toString().isEmpty());
        QVERIFY(!model.at(row, QStringLiteral("layoutText")).toString().isEmpty());
    }
}

void TestTemplates::aTemplateBeginsADocument()
{
    TemplateListModel model;
    PipelineDocument *document = model.begin(QStringLiteral("guard-images"));
    QVERIFY(document);
    QCOMPARE(document->name(), QStringLiteral("guard-images"));
    QVERIFY(document->isModified());
    QVERIFY(document->path().isEmpty());
    QCOMPARE(document->positionOf(QStringLiteral("stop")), QPointF(528, 80));
    QVERIFY(!model.begin(QStringLiteral("no-such")));
    Workspace::instance().close(0);
}

void TestTemplates::demosAreKnownWithoutAnEngine()
{
    DemoListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(
        model.at(model.rowOf(QStringLiteral("image-guard")), QStringLiteral("title")).toString(),
        QStringLiteral("Image guard"));
    QCOMPARE(model.at(0, QStringLiteral("simulated")).toBool(), false);
    furnish(liveEngine());
    QVERIFY(connectClient());
    QTRY_COMPARE(model.at(0, QStringLiteral("simulated")).toBool(), true);
}

void TestTemplates::recentPipelinesTellTheirState()
{
    QTemporaryDir folder;
    TemplateListModel templates;
    PipelineDocument *document = templates.begin(QStringLiteral("guard-images"));
    QVERIFY(document->saveAs(folder.filePath(QStringLiteral("self-heal.saltern.yaml"))));
    RecentListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(connectClient());
    model.setActive(true);
    Workspace::instance().newPipeline();
    Workspace::instance().setCurrentIndex(0);
    QCOMPARE(model.count(), 1);
    QTRY_COMPARE(model.at(0, QStringLiteral("state")).toString(), QStringLiteral("running"));
    QTRY_COMPARE(model.at(0, QStringLiteral("lastDay")).toString(),
                 QStringLiteral("5 runs · 1 failed"));
    model.forget(document->path());
    QCOMPARE(model.count(), 0);
}

QTEST_MAIN(TestTemplates)
#include "tst_templates.moc"
