#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include "qml/design/pattern/eventpaths.h"
#include "qml/design/pattern/patternmodel.h"

using namespace Saltern;

namespace {

QJsonObject object(const char *json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("bad JSON in a test: %s", json);
    return document.object();
}

QByteArray compact(const QVariant &value)
{
    return QJsonDocument(QJsonObject::fromVariantMap(value.toMap())).toJson(QJsonDocument::Compact);
}

// Each row as "depth kind path test value".
QStringList rows(const PatternModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const auto role = [&](int id) { return index.data(id).toString(); };
        QStringList parts{role(PatternModel::DepthRole), role(PatternModel::KindRole)};
        if (parts.last() == QLatin1StringView("field") || parts.last() == QLatin1StringView("more"))
            parts += {role(PatternModel::PathRole),
                      role(PatternModel::TestRole),
                      role(PatternModel::ValueRole)};
        lines += parts.join(u' ').trimmed();
    }
    return lines;
}

const char *const death = R"({"type": "docker/container/die", "data": {"container":
    {"name": "web-1", "exitCode": 137, "labels": {"com.docker.compose.service": "web"}},
    "list": [{"a": 1}, {"a": 2}]}})";

} // namespace

class TestPatternModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void everyTestGoesBothWays_data();
    void everyTestGoesBothWays();
    void readsValues_data();
    void readsValues();
    void showsGroups();
    void keepsWhatItCannotShow();
    void anEditOfOneFieldTouchesOnlyIt();
    void unfinishedClausesStay();
    void removesAndPromotes();
    void addsBranches();
    void explainsEachClause();
    void tellsWhatIsWrong();
    void yamlGoesBothWays();
    void completesPaths();
};

void TestPatternModel::everyTestGoesBothWays_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("test");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *entry, const char *test, const char *value) {
        QTest::newRow(entry) << QByteArray(entry) << QString::fromUtf8(test)
                             << QString::fromUtf8(value);
    };
    row(R"("web")", "is", "web");
    row(R"("137")", "is", "\"137\"");
    row(R"("true")", "is", "\"true\"");
    row(R"("")", "is", "\"\"");
    row(R"(" a ")", "is", "\" a \"");
    row("137", "is", "137");
    row("-1.5", "is", "-1.5");
    row("true", "is", "true");
    row("null", "is", "null");
    row(R"({"exactly":"::1"})", "exactly", "::1");
    row(R"({"prefix":"web-"})", "prefix", "web-");
    row(R"({"prefix":"137"})", "prefix", "137");
    row(R"({"suffix":":latest"})", "suffix", ":latest");
    row(R"({"wildcard":"a*b"})", "wildcard", "a*b");
    row(R"({"equals-ignore-case":"web"})", "equals-ignore-case", "web");
    row(R"({"prefix":{"equals-ignore-case":"web-"}})", "prefix-ignore-case", "web-");
    row(R"({"suffix":{"equals-ignore-case":".png"}})", "suffix-ignore-case", ".png");
    row(R"({"anything-but":0})", "anything-but", "0");
    row(R"({"anything-but":[0,143]})", "anything-but", "0, 143");
    row(R"({"anything-but":["a,b","c"]})", "anything-but", "\"a,b\", c");
    row(R"({"anything-but":{"prefix":"test-"}})", "anything-but-prefix", "test-");
    row(R"({"anything-but":{"suffix":["a","b"]}})", "anything-but-suffix", "a, b");
    row(R"({"anything-but":{"wildcard":"*x*"}})", "anything-but-wildcard", "*x*");
    row(R"({"anything-but":{"equals-ignore-case":"a"}})", "anything-but-equals-ignore-case", "a");
    row(R"({"numeric":[">",0]})", "numeric", "> 0");
    row(R"({"numeric":[">=",1,"<",10.5]})", "numeric", ">= 1 and < 10.5");
    row(R"({"cidr":"10.0.0.0/8"})", "cidr", "10.0.0.0/8");
    row(R"({"exists":true})", "exists", "");
    row(R"({"exists":false})", "missing", "");
    row(R"({"prefix":["a"]})", "raw", R"({"prefix":["a"]})");
    row(R"([1])", "raw", "[1]");
}

void TestPatternModel::everyTestGoesBothWays()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, test);
    QFETCH(QString, value);
    const QJsonValue json = QJsonDocument::fromJson('[' + entry + ']').array().first();
    const PatternTest read = patternTestOf(json);
    QCOMPARE(read.test, test);
    QCOMPARE(read.value, value);
    const auto back = patternEntry(read);
    QVERIFY(back.has_value());
    QCOMPARE(*back, json);
    QVERIFY(PatternModel::testIndex(test) >= 0);
    QCOMPARE(patternTestKinds().at(static_cast<std::size_t>(PatternModel::testIndex(test))).id,
             test);
}

void TestPatternModel::readsValues_data()
{
    QTest::addColumn<QString>("test");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("entry"); // empty = not finished
    const auto row = [](const char *test, const char *value, const char *entry) {
        QTest::addRow("%s %s", test, value)
            << QString::fromUtf8(test) << QString::fromUtf8(value) << QByteArray(entry);
    };
    row("is", "", "");
    row("numeric", ">", "");
    row("numeric", "ten", "");
    row("numeric", ">=1,<3", R"([{"numeric":[">=",1,"<",3]}])");
    row("anything-but", "web,api", R"([{"anything-but":["web","api"]}])");
    row("raw", "{\"prefix\":", "");
    row("prefix", "true", R"([{"prefix":"true"}])");
}

void TestPatternModel::readsValues()
{
    QFETCH(QString, test);
    QFETCH(QString, value);
    QFETCH(QByteArray, entry);
    const auto made = patternEntry({test, value});
    QCOMPARE(made.has_value(), !entry.isEmpty());
    if (made)
        QCOMPARE(QJsonDocument(QJsonArray{*made}).toJson(QJsonDocument::Compact), entry);
}

void TestPatternModel::showsGroups()
{
    PatternModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPattern(object(R"({"data": {"name": ["a", "b"]}, "type": ["t"],
        "$or": [{"x": [1]}, {"y": [2], "$or": [{"p": [1]}, {"q": [1]}]}]})")
                         .toVariantMap());
    QVERIFY(model.isExpressible());
    QCOMPARE(rows(model),
             (QStringList{QStringLiteral("0 or"),
                          QStringLiteral("1 branch"),
                          QStringLiteral("2 field x is 1"),
                          QStringLiteral("1 branch"),
                          QStringLiteral("2 or"),
                          QStringLiteral("3 branch"),
                          QStringLiteral("4 field p is 1"),
                          QStringLiteral("3 branch"),
                          QStringLiteral("4 field q is 1"),
                          QStringLiteral("2 field y is 2"),
                          QStringLiteral("0 field data.name is a"),
                          QStringLiteral("0 more data.name is b"),
                          QStringLiteral("0 field type is t")}));
}

void TestPatternModel::keepsWhatItCannotShow()
{
    PatternModel model;
    const QVariantMap pattern =
        object(R"({"$or": [{"a": [1]}, {"b": [1]}], "d": {"$or": [{"a": [1]}, {"b": [1]}]}})")
            .toVariantMap();
    model.setPattern(pattern);
    QVERIFY(!model.isExpressible());
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.pattern(), QVariant(pattern));
}

void TestPatternModel::anEditOfOneFieldTouchesOnlyIt()
{
    PatternModel model;
    model.setPattern(object(R"({"a.b": [1], "c": [2]})").toVariantMap());
    QSignalSpy edited(&model, &PatternModel::edited);
    model.setValue(0, QStringLiteral("7"));
    QCOMPARE(edited.size(), 1);
    QCOMPARE(edited.at(0).at(0).toString(), QStringLiteral("/a.b"));
    QCOMPARE(edited.at(0).at(1).toList(), QVariantList{7});
    model.setTest(1, QStringLiteral("anything-but"));
    QCOMPARE(edited.at(1).at(0).toString(), QStringLiteral("/c"));
    // Another path changes two places, so all of it is written.
    model.setPath(0, QStringLiteral("z"));
    QCOMPARE(edited.at(2).at(0).toString(), QString());
    QCOMPARE(compact(edited.at(2).at(1)), QByteArray(R"({"c":[{"anything-but":2}],"z":[7]})"));
}

void TestPatternModel::unfinishedClausesStay()
{
    PatternModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPattern(object(R"({"a": [1]})").toVariantMap());
    QSignalSpy edited(&model, &PatternModel::edited);
    QCOMPARE(model.addField(), 1);
    model.setPath(1, QStringLiteral("b"));
    QCOMPARE(edited.size(), 0);
    model.setValue(1, QStringLiteral("2"));
    QCOMPARE(edited.size(), 1);
    model.addField();
    // The owner hands back what it was told.
    model.setPattern(edited.at(0).at(1));
    QCOMPARE(model.rowCount(), 3);
    // Somebody else's change is shown as it is.
    model.setPattern(object(R"({"a": [5]})").toVariantMap());
    QCOMPARE(rows(model), QStringList{QStringLiteral("0 field a is 5")});
}

void TestPatternModel::removesAndPromotes()
{
    PatternModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPattern(object(R"({"a": [1, 2], "$or": [{"x": [1]}, {"y": [2]}]})").toVariantMap());
    QSignalSpy edited(&model, &PatternModel::edited);
    const auto rowOf = [&](const char *text) {
        return static_cast<int>(rows(model).indexOf(QString::fromUtf8(text)));
    };
    model.removeRow(rowOf("0 field a is 1"));
    QVERIFY(rowOf("0 field a is 2") >= 0);
    model.removeRow(rowOf("0 or"));
    QCOMPARE(rows(model), QStringList{QStringLiteral("0 field a is 2")});
    model.removeRow(0);
    QCOMPARE(compact(edited.last().at(1)), QByteArray("{}"));
}

void TestPatternModel::addsBranches()
{
    PatternModel model;
    const QAbstractItemModelTester tester(&model);
    QSignalSpy edited(&model, &PatternModel::edited);
    QCOMPARE(model.addOr(), 0);
    QCOMPARE(model.addOr(), -1);
    for (const auto &[row, path] : {std::pair(2, "a"), std::pair(4, "b")}) {
        model.setPath(row, QString::fromUtf8(path));
        model.setValue(row, QStringLiteral("1"));
    }
    QCOMPARE(compact(edited.last().at(1)), QByteArray(R"({"$or":[{"a":[1]},{"b":[1]}]})"));
    QCOMPARE(model.addField(), 0); // in front of the group
    model.addTest(3);
    QCOMPARE(rows(model).at(4), QStringLiteral("2 more a is"));
}

void TestPatternModel::explainsEachClause()
{
    PatternModel model;
    model.setSamples({object(death).toVariantMap(), object(R"({"type": "x"})").toVariantMap()});
    model.setPattern(object(R"({"data": {"container": {"exitCode": [{"anything-but": 0}]}},
                                "type": ["docker/container/start"]})")
                         .toVariantMap());
    const auto verdict = [&](int row) {
        const QModelIndex index = model.index(row);
        return QString(index.data(PatternModel::VerdictRole).toString() + u' ' +
                       index.data(PatternModel::SeenRole).toString());
    };
    QCOMPARE(verdict(0), QStringLiteral("fits 137"));
    QCOMPARE(verdict(1), QStringLiteral("misses \"docker/container/die\""));
    QVERIFY(!model.isMatched());
    QVERIFY(model.outcome().contains(QLatin1StringView("1 of 2")));
    model.setValue(1, QStringLiteral("docker/container/die"));
    QVERIFY(model.isMatched());
    model.setSample(1);
    QCOMPARE(verdict(0), QStringLiteral("misses "));
    QVERIFY(!model.isMatched());
}

void TestPatternModel::tellsWhatIsWrong()
{
    PatternModel model;
    model.setPattern(object(R"({"a": [1], "b": [{"cidr": "x"}]})").toVariantMap());
    QVERIFY(!model.error().isEmpty());
    QCOMPARE(model.index(0).data(PatternModel::ProblemRole).toString(), QString());
    QCOMPARE(model.index(1).data(PatternModel::ProblemRole).toString(), model.error());
    model.setValue(1, QStringLiteral("10.0.0.0/8"));
    QCOMPARE(model.error(), QString());
}

void TestPatternModel::yamlGoesBothWays()
{
    PatternModel model;
    QSignalSpy edited(&model, &PatternModel::edited);
    QCOMPARE(model.setYaml(QStringLiteral("data.n: [{ prefix: web- }]\ntype: [a]\n")), QString());
    QCOMPARE(compact(edited.at(0).at(1)),
             QByteArray(R"({"data.n":[{"prefix":"web-"}],"type":["a"]})"));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.setYaml(model.yaml()), QString());
    QCOMPARE(edited.size(), 1);
    QVERIFY(model.setYaml(QStringLiteral("a: [")).startsWith(QLatin1StringView("Line 1")));
    QVERIFY(model.setYaml(QStringLiteral("a: 1")).contains(u'a'));
    QVERIFY(model.setYaml(QStringLiteral("- a")).contains(QLatin1StringView("fields")));
    QCOMPARE(edited.size(), 1);
}

void TestPatternModel::completesPaths()
{
    PatternModel model;
    model.setSamples({object(death).toVariantMap()});
    QStringList paths;
    const QVariantList offered = model.paths();
    for (const QVariant &path : offered)
        paths += path.toMap().value(QStringLiteral("path")).toString();
    QCOMPARE(paths,
             (QStringList{QStringLiteral("data.container.exitCode"),
                          QStringLiteral("data.container.labels.com.docker.compose.service"),
                          QStringLiteral("data.container.name"),
                          QStringLiteral("data.list.a"),
                          QStringLiteral("type")}));
    QCOMPARE(shortJson(QStringLiteral("x").repeated(99), 10).size(), 10);
}

QTEST_MAIN(TestPatternModel)
#include "tst_patternmodel.moc"
