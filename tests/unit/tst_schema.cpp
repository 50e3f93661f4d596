#include "engine/pipeline/jsonschema.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamldocument.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace Saltern;

namespace {

// As much of JSON Schema 2020-12 as the published schema uses. A keyword that it does not know
// fails the test, so nothing in the schema goes unchecked.
class SchemaChecker
{
public:
    explicit SchemaChecker(const QJsonObject &root) : m_root(root) {}

    bool accepts(const QJsonValue &value) { return check(m_root, value); }
    QStringList unknownKeywords;

private:
    bool check(const QJsonObject &schema, const QJsonValue &value);
    bool checkKeyword(const QString &keyword,
                      const QJsonValue &argument,
                      const QJsonObject &schema,
                      const QJsonValue &value);
    bool checkObject(const QString &keyword,
                     const QJsonValue &argument,
                     const QJsonObject &schema,
                     const QJsonObject &object);
    QJsonObject resolve(const QString &reference) const;

    const QJsonObject m_root;
};

bool hasType(const QString &type, const QJsonValue &value)
{
    if (type == QLatin1StringView("object"))
        return value.isObject();
    if (type == QLatin1StringView("array"))
        return value.isArray();
    if (type == QLatin1StringView("string"))
        return value.isString();
    if (type == QLatin1StringView("boolean"))
        return value.isBool();
    if (type == QLatin1StringView("integer"))
        return value.isDouble() && value.toInteger(0) == value.toInteger(1);
    return type == QLatin1StringView("number") && value.isDouble();
}

bool matches(const QString &pattern, const QString &text)
{
    const QRegularExpression expression(pattern);
    return expression.isValid() && expression.match(text).hasMatch();
}

bool SchemaChecker::check(const QJsonObject &schema, const QJsonValue &value)
{
    bool good = true;
    for (auto keyword = schema.begin(); keyword != schema.end(); ++keyword)
        good = checkKeyword(keyword.key(), keyword.value(), schema, value) && good;
    return good;
}

bool SchemaChecker::checkKeyword(const QString &keyword,
                                 const QJsonValue &argument,
                                 const QJsonObject &schema,
                                 const QJsonValue &value)
{
    static const QStringList annotations{QStringLiteral("$schema"),
                                         QStringLiteral("$defs"),
                                         QStringLiteral("title"),
                                         QStringLiteral("description"),
                                         QStringLiteral("default"),
                                         QStringLiteral("examples"),
                                         QStringLiteral("then")};
    const auto fits = [&](const QJsonValue &inner) { return check(inner.toObject(), value); };
    const QJsonArray list = argument.toArray();
    if (annotations.contains(keyword))
        return true;
    if (keyword == QLatin1StringView("type"))
        return hasType(argument.toString(), value);
    if (keyword == QLatin1StringView("enum"))
        return list.contains(value);
    if (keyword == QLatin1StringView("const"))
        return value == argument;
    if (keyword == QLatin1StringView("$ref"))
        return check(resolve(argument.toString()), value);
    if (keyword == QLatin1StringView("anyOf"))
        return std::any_of(list.begin(), list.end(), fits);
    if (keyword == QLatin1StringView("allOf"))
        return std::all_of(list.begin(), list.end(), fits);
    if (keyword == QLatin1StringView("if"))
        return !fits(argument) || fits(schema.value(QLatin1StringView("then")));
    if (keyword == QLatin1StringView("pattern"))
        return !value.isString() || matches(argument.toString(), value.toString());
    if (keyword == QLatin1StringView("minimum"))
        return !value.isDouble() || value.toDouble() >= argument.toDouble();
    if (keyword == QLatin1StringView("maximum"))
        return !value.isDouble() || value.toDouble() <= argument.toDouble();
    if (keyword == QLatin1StringView("items")) {
        const QJsonArray items = value.toArray();
        return std::all_of(items.begin(), items.end(), [&](const QJsonValue &item) {
            return check(argument.toObject(), item);
        });
    }
    return !value.isObject() || checkObject(keyword, argument, schema, value.toObject());
}

bool SchemaChecker::checkObject(const QString &keyword,
                                const QJsonValue &argument,
                                const QJsonObject &schema,
                                const QJsonObject &object)
{
    const QJsonObject properties = schema.value(QLatin1StringView("properties")).toObject();
    const QStringList keys = object.keys();
    if (keyword == QLatin1StringView("required")) {
        const QJsonArray names = argument.toArray();
        return std::all_of(names.begin(), names.end(), [&](const QJsonValue &name) {
            return object.contains(name.toString());
        });
    }
    return std::all_of(keys.begin(), keys.end(), [&](const QString &key) {
        if (keyword == QLatin1StringView("properties"))
            return !properties.contains(key) ||
                   check(properties.value(key).toObject(), object.value(key));
        if (keyword == QLatin1StringView("propertyNames"))
            return check(argument.toObject(), key);
        if (keyword == QLatin1StringView("additionalProperties"))
            return properties.contains(key) ||
                   (argument.isObject() && check(argument.toObject(), object.value(key)));
        unknownKeywords += keyword;
        return false;
    });
}

QJsonObject SchemaChecker::resolve(const QString &reference) const
{
    QJsonObject at = m_root;
    const QStringList parts = reference.mid(2).split(u'/');
    for (const QString &part : parts)
        at = at.value(part).toObject();
    return at;
}

QJsonValue pipelineWith(const QString &node)
{
    QString text = QStringLiteral("saltern: 1\npipeline: example\nnodes:\n");
    const QStringList lines = node.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        text += QStringLiteral("  ") + line + u'\n';
    return readYaml(text.toUtf8()).value;
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsExamples_data();
    void acceptsExamples();
    void refuses_data();
    void refuses();
    void paths_data();
    void paths();
};

void TestSchema::acceptsExamples_data()
{
    QTest::addColumn<QString>("kind");
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        QTest::newRow(qPrintable(descriptor.kind)) << descriptor.kind;
}

void TestSchema::acceptsExamples()
{
    QFETCH(QString, kind);
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    const QJsonValue document = pipelineWith(descriptor->example);
    SchemaChecker whole(pipelineSchema());
    QVERIFY(whole.accepts(document));
    QCOMPARE(whole.unknownKeywords, QStringList());
    // The kind's own schema has to be the one that judges it.
    const QJsonObject nodes = document.toObject().value(QLatin1StringView("nodes")).toObject();
    QJsonObject node = nodes.begin().value().toObject();
    node.insert(QLatin1StringView("no-such-field"), 1);
    QJsonObject changed = document.toObject();
    changed.insert(QLatin1StringView("nodes"), QJsonObject{{nodes.begin().key(), node}});
    QVERIFY(!whole.accepts(changed));
}

void TestSchema::refuses_data()
{
    QTest::addColumn<QString>("node");
    const auto row = [](const char *name, const char *node) {
        QTest::newRow(name) << QString::fromLatin1(node);
    };
    row("no kind", "a: {label: x}");
    row("unknown kind", "a: {kind: nothing@1}");
    row("bad id", "a.b: {kind: manual@1}");
    row("missing field", "a: {kind: log@1}");
    row("bad choice", "a: {kind: log@1, message: x, level: loud}");
    row("bad duration", "a: {kind: log@1, message: x, timeout: 10}");
    row("duration without parts", "a: {kind: log@1, message: x, timeout: ''}");
    row("out of range", "a: {kind: log@1, message: x, concurrency: 0}");
    row("bad disabled", "a: {kind: log@1, message: x, disabled: maybe}");
    row("bad inner field", "a: {kind: log@1, message: x, retry: {maxx: 1}}");
    row("pattern as text", "a: {kind: filter@1, match: x}");
    row("wire", "a: {kind: manual@1}\nwires: [a b]");
}

void TestSchema::refuses()
{
    QFETCH(QString, node);
    SchemaChecker checker(pipelineSchema());
    QVERIFY(!checker.accepts(pipelineWith(node)));
    QCOMPARE(checker.unknownKeywords, QStringList());
}

void TestSchema::paths_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"a.py",
                             "a/b.py",
                             "a/.b",
                             "...",
                             "a b",
                             "/a",
                             "../a",
                             "a/../b",
                             "a/..",
                             ".",
                             "..",
                             "./a",
                             "a//b",
                             "a/",
                             "a\\b",
                             ""})
        QTest::newRow(path) << QString::fromLatin1(path);
}

// The schema's expression and the validation agree on what a path may be.
void TestSchema::paths()
{
    QFETCH(QString, path);
    QString quoted = path;
    quoted.replace(u'\\', QStringLiteral("\\\\"));
    const QString node = QStringLiteral("a: {kind: function@1, handler: \"%1\"}").arg(quoted);
    SchemaChecker checker(pipelineSchema());
    const bool accepted = checker.accepts(pipelineWith(node));
    const LoadedPipeline loaded = checkPipeline(
        QStringLiteral("saltern: 1\npipeline: p\nnodes:\n  %1\n").arg(node).toUtf8(), nullptr);
    QCOMPARE(accepted, !hasErrors(loaded.problems));
}

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
