#include "engine/control/redaction.h"
#include "engine/runs/secretstore.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What a control connection sends, with secrets that look like names of fields.
class TestRedaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masks_data();
    void masks();
};

void TestRedaction::masks_data()
{
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("shown");
    const auto row =
        [](const char *name, const QString &secret, const char *sent, const char *shown) {
            QTest::newRow(name) << secret << QByteArray(sent) << QByteArray(shown);
        };
    row("a value", u"hunter"_s, R"({"result":{"a":"my hunter"}})", R"({"result":{"a":"my ***"}})");
    row("a result that is text", u"hunter"_s, R"({"result":"hunter"})", R"({"result":"***"})");
    row("a name in an event's data",
        u"hunter"_s,
        R"({"params":{"event":{"data":{"hunter":1},"type":"x"}}})",
        R"({"params":{"event":{"data":{"***":1},"type":"x"}}})");
    row("a name deep in an event's data",
        u"hunter"_s,
        R"({"result":[{"data":{"a":[{"hunter":{"b":"hunter"}}]}}]})",
        R"({"result":[{"data":{"a":[{"***":{"b":"***"}}]}}]})");
    row("a longer name",
        u"hunter-2"_s,
        R"({"result":{"x hunter-2":1}})",
        R"({"result":{"x ***":1}})");
    row("a name of the protocol",
        u"pipeline"_s,
        R"({"result":{"pipeline":"the pipeline"}})",
        R"({"result":{"pipeline":"the ***"}})");
    row("the envelope",
        u"method"_s,
        R"({"id":"method","jsonrpc":"2.0","method":"method"})",
        R"({"id":"method","jsonrpc":"2.0","method":"method"})");
    row("an error's data",
        u"remedy"_s,
        R"({"error":{"code":1,"data":{"remedy":"the remedy"},"message":"remedy"}})",
        R"({"error":{"code":1,"data":{"remedy":"the ***"},"message":"***"}})");
}

void TestRedaction::masks()
{
    QFETCH(QString, secret);
    QFETCH(QByteArray, sent);
    SecretStore store{QString()};
    store.provide(u"S"_s, secret);
    QVERIFY(store.value(u"S"_s));
    Redaction redaction(store);
    QTEST(redaction.applied(sent).trimmed(), "shown");
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
