#include "engine/runs/bundle.h"

#include <QTest>

using namespace Saltern;

class TestBundle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revisionFollowsContent_data();
    void revisionFollowsContent();
    void survivesJson();
    void refusesBrokenJson_data();
    void refusesBrokenJson();
};

namespace {

Bundle sample()
{
    return {QStringLiteral("hello.saltern.yaml"),
            "saltern: 1\npipeline: hello\n",
            {{QStringLiteral("functions/a.py"), "print(1)\n"},
             {QStringLiteral("functions/b.bin"), QByteArray("\0\xff\n", 3)}}};
}

} // namespace

void TestBundle::revisionFollowsContent_data()
{
    QTest::addColumn<Bundle>("changed");
    QTest::addColumn<bool>("same");
    Bundle bundle = sample();
    QTest::newRow("untouched") << bundle << true;
    bundle.documentName = QStringLiteral("other.saltern.yaml");
    QTest::newRow("another file name") << bundle << true;
    bundle = sample();
    bundle.document += ' ';
    QTest::newRow("a blank more") << bundle << false;
    bundle = sample();
    bundle.files[QStringLiteral("functions/a.py")] = "print(2)\n";
    QTest::newRow("another handler") << bundle << false;
    bundle = sample();
    bundle.files.insert(QStringLiteral("functions/c.py"),
                        bundle.files.take(QStringLiteral("functions/a.py")));
    QTest::newRow("a renamed handler") << bundle << false;
    bundle = sample();
    bundle.files.remove(QStringLiteral("functions/b.bin"));
    QTest::newRow("a handler less") << bundle << false;
}

void TestBundle::revisionFollowsContent()
{
    QFETCH(Bundle, changed);
    QFETCH(bool, same);
    QCOMPARE(changed.revision().size(), 64);
    QCOMPARE(changed.revision() == sample().revision(), same);
}

void TestBundle::survivesJson()
{
    const auto read = Bundle::fromJson(sample().toJson());
    QVERIFY(read);
    QCOMPARE(read->documentName, sample().documentName);
    QCOMPARE(read->document, sample().document);
    QCOMPARE(read->files, sample().files);
}

void TestBundle::refusesBrokenJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no document") << QByteArray(R"({"name":"a"})");
    QTest::newRow("not base64") << QByteArray(R"({"name":"a","document":"%%%"})");
    QTest::newRow("a file that is a number")
        << QByteArray(R"({"name":"a","document":"YQ==","files":{"x":1}})");
}

void TestBundle::refusesBrokenJson()
{
    QFETCH(QByteArray, json);
    const auto read = Bundle::fromJson(json);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::BadInput);
    QVERIFY(!read.error().remedy.isEmpty());
}

QTEST_GUILESS_MAIN(TestBundle)
#include "tst_bundle.moc"
