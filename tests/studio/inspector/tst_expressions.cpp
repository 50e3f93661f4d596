#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QTest>

#include "qml/design/inspector/expressions.h"
#include "qml/design/inspector/fieldpreview.h"
#include "qml/design/inspector/samplescope.h"

using namespace Saltern;

namespace {

Pipeline pipeline(const QByteArray &nodesAndWires)
{
    return readPipeline("saltern: 1\npipeline: shop\n" + nodesAndWires).pipeline;
}

const char *const selfHeal = R"(nodes:
  died: { kind: docker.event@1, type: container, action: die, container: db-1 }
  only: { kind: filter@1, match: { type: [a] } }
  look: { kind: container.inspect@1 }
  page: { kind: notify@1, url: "{{ secret.PAGER_URL }}" }
wires: [ died -> only, only -> look, look.ok -> page ]
)";

QStringList offered(const QVariantMap &completion)
{
    QStringList texts;
    const QVariantList items = completion.value(QStringLiteral("items")).toList();
    for (const QVariant &item : items)
        texts += item.toMap().value(QStringLiteral("text")).toString();
    return texts;
}

} // namespace

class TestExpressions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void everyTriggerHasASample();
    void samplesFollowTheWires();
    void samplesFollowTheSettings_data();
    void samplesFollowTheSettings();
    void c68_evaluatesLive_data();
    void c68_evaluatesLive();
    void c68_completes_data();
    void c68_completes();
    void c71_secretsStayMasked();
    void saysWhenCronTicks_data();
    void saysWhenCronTicks();
    void takesFilesBesideTheDocument_data();
    void takesFilesBesideTheDocument();
};

void TestExpressions::everyTriggerHasASample()
{
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        const Node node{.id = QStringLiteral("n"), .kind = {descriptor.kind, descriptor.version}};
        if (descriptor.effect != Effect::Source)
            continue;
        const QJsonObject event = sampleTriggerEvent(Pipeline{.name = QStringLiteral("p")}, node);
        QVERIFY2(event.value(QLatin1StringView("type")).isString(), qPrintable(descriptor.kind));
        QVERIFY2(event.value(QLatin1StringView("data")).isObject(), qPrintable(descriptor.kind));
    }
}

void TestExpressions::samplesFollowTheWires()
{
    const Pipeline shop = pipeline(selfHeal);
    const auto typeAt = [&](const char *node) {
        const QJsonObject scope = sampleScope(shop, QString::fromUtf8(node));
        return scope.value(QLatin1StringView("event"))
            .toObject()
            .value(QLatin1StringView("type"))
            .toString();
    };
    QCOMPARE(typeAt("only"), QStringLiteral("docker/container/die"));
    QCOMPARE(typeAt("look"), QStringLiteral("docker/container/die"));
    QCOMPARE(typeAt("page"), QStringLiteral("saltern/shop/look/ok"));
    const QJsonObject scope = sampleScope(shop, QStringLiteral("page"));
    QCOMPARE(scope.value(QLatin1StringView("steps")).toObject().keys(),
             (QStringList{QStringLiteral("died"), QStringLiteral("look"), QStringLiteral("only")}));
    QCOMPARE(scope.value(QLatin1StringView("secret")).toArray(),
             QJsonArray{QStringLiteral("PAGER_URL")});
    // A trigger has no event of its own yet.
    QVERIFY(!sampleScope(shop, QStringLiteral("died")).contains(QLatin1StringView("event")));
    QVERIFY(sampleScope(shop, QStringLiteral("died")).contains(QLatin1StringView("sample")));
    // Loops and nodes that nothing leads to end the search.
    const Pipeline loop = pipeline("nodes:\n  a: { kind: filter@1 }\n  b: { kind: filter@1 }\n"
                                   "wires: [ a -> b, b -> a ]\n");
    QVERIFY(sampleScope(loop, QStringLiteral("a"))
                .value(QLatin1StringView("event"))
                .toObject()
                .isEmpty());
}

void TestExpressions::samplesFollowTheSettings_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QString>("type");
    QTest::newRow("container") << QByteArray("kind: docker.event@1, action: [start, stop]")
                               << QStringLiteral("docker/container/start");
    QTest::newRow("glob") << QByteArray("kind: docker.event@1, action: exec_*")
                          << QStringLiteral("docker/container/die");
    QTest::newRow("image") << QByteArray("kind: docker.event@1, type: image, action: tag")
                           << QStringLiteral("docker/image/tag");
    QTest::newRow("bus") << QByteArray("kind: bus.event@1, type: host/*/down")
                         << QStringLiteral("host/x/down");
    QTest::newRow("timer") << QByteArray("kind: timer@1, every: 1m")
                           << QStringLiteral("timer/shop/n");
}

void TestExpressions::samplesFollowTheSettings()
{
    QFETCH(QByteArray, node);
    const Pipeline shop = pipeline("nodes:\n  n: { " + node + " }\n");
    QTEST(sampleTriggerEvent(shop, shop.nodes.first()).value(QLatin1StringView("type")).toString(),
          "type");
}

void TestExpressions::c68_evaluatesLive_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *text, const char *shown, bool good = true) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(shown) << good;
    };
    row("{{ trigger.data.container.name }}", "db-1");
    row("{{ trigger.data.container.exitCode }}", "137");
    row("code {{ trigger.data.container.exitCode | string }}!", "code 137!");
    row("{{ trigger.data.container.labels.com.docker.compose.service }}", "web");
    row("{{ event.data.nothing }}", "event.data.nothing", false);
    row("{{ event.type ", "", false);
    row("{{ secret.PAGER_URL }}", "•••");
}

void TestExpressions::c68_evaluatesLive()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QFETCH(bool, good);
    const QVariantMap scope =
        sampleScope(pipeline(selfHeal), QStringLiteral("page")).toVariantMap();
    const QVariantMap result = Expressions::evaluate(text, scope);
    QCOMPARE(!result.contains(QStringLiteral("error")), good);
    if (good)
        QCOMPARE(result.value(QStringLiteral("text")).toString(), shown);
    else
        QVERIFY(result.value(QStringLiteral("error")).toString().contains(shown));
}

void TestExpressions::c68_completes_data()
{
    QTest::addColumn<QString>("text"); // | = the cursor
    QTest::addColumn<int>("from");
    QTest::addColumn<QString>("first");
    const auto row = [](const char *text, int from, const char *first) {
        QTest::newRow(text) << QString::fromUtf8(text) << from << QString::fromUtf8(first);
    };
    row("{{ event.ty|", 3, "event.type");
    row("{{ trigger.data.container.exit| }}", 3, "trigger.data.container.exitCode");
    row("a {{ exitC|", 5, "event.data.state.exitCode");
    row("{{ steps.look.po|", 3, "steps.look.port");
    // What an action hands on, as its page says.
    row("{{ event.data.state.oom|", 3, "event.data.state.oomKilled");
    row("{{ steps.look.data.log.te|", 3, "steps.look.data.log.text");
    row("{{ secret.|", 3, "secret.PAGER_URL");
    row("{{ event.type | upp|", 16, "upper");
    row("text|", 0, "");
    row("{{ event.type }} event.ty|", 0, "");
}

void TestExpressions::c68_completes()
{
    QFETCH(QString, text);
    QFETCH(int, from);
    QFETCH(QString, first);
    const auto cursor = static_cast<int>(text.lastIndexOf(u'|'));
    text.remove(cursor, 1);
    const QVariantMap scope =
        sampleScope(pipeline(selfHeal), QStringLiteral("page")).toVariantMap();
    const QVariantMap completion = Expressions::complete(text, cursor, scope);
    QCOMPARE(completion.value(QStringLiteral("from")).toInt(), from);
    QCOMPARE(offered(completion).value(0), first);
}

void TestExpressions::c71_secretsStayMasked()
{
    const QVariantMap result = Expressions::evaluate(QStringLiteral("{{ secret.TOKEN | upper }}"),
                                                     {{QStringLiteral("secret"), QVariantList{}}});
    QCOMPARE(result.value(QStringLiteral("text")).toString(), QStringLiteral("•••"));
    QCOMPARE(result.value(QStringLiteral("secrets")).toStringList(),
             QStringList{QStringLiteral("TOKEN")});
}

void TestExpressions::saysWhenCronTicks_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("times");
    const auto row = [](const char *expression, const char *times) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(times);
    };
    row("0 * * * *", "today 13:00, today 14:00, today 15:00");
    row("30 2 * * *", "tomorrow 02:30, Mon 2 Feb 02:30, Tue 3 Feb 02:30");
    row("0 0 1 1 *", "1 Jan 2027 00:00, 1 Jan 2028 00:00, 1 Jan 2029 00:00");
    row("nonsense", "");
}

void TestExpressions::saysWhenCronTicks()
{
    QFETCH(QString, expression);
    const QDateTime now(QDate(2026, 1, 31), QTime(12, 10), Qt::UTC);
    QTEST(FieldPreview::cronTimesAfter(expression, QStringLiteral("UTC"), now)
              .join(QStringLiteral(", ")),
          "times");
    QVERIFY(FieldPreview::cronTimesAfter(expression, QStringLiteral("No/Where"), now).isEmpty());
}

void TestExpressions::takesFilesBesideTheDocument_data()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("path");
    const auto row =
        [](const char *name, const char *document, const char *file, const char *path) {
            QTest::newRow(name) << QString::fromUtf8(document) << QString::fromUtf8(file)
                                << QString::fromUtf8(path);
        };
    row("below", "/a/p.saltern.yaml", "/a/functions/f.py", "functions/f.py");
    row("beside", "/a/p.saltern.yaml", "/a/f.py", "f.py");
    row("outside", "/a/p.saltern.yaml", "/b/f.py", "");
    row("a folder that begins the same", "/a/p.saltern.yaml", "/ab/f.py", "");
    row("not saved yet", "", "/a/f.py", "");
}

void TestExpressions::takesFilesBesideTheDocument()
{
    QFETCH(QString, document);
    QFETCH(QString, file);
    QTEST(FieldPreview::pathBeside(document, QUrl::fromLocalFile(file)), "path");
}

QTEST_MAIN(TestExpressions)
#include "tst_expressions.moc"
