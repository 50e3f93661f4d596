#include "engine/pipeline/registry.h"
#include "engine/runs/behaviour.h"

#include <QSet>
#include <QTest>

using namespace Saltern;

// Forgetting to describe something is a red test, not a hole in the docs.
class TestKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void described_data();
    void described();
    void parameters_data() { described_data(); }
    void parameters();
    void behaves_data() { described_data(); }
    void behaves();
};

namespace {

// Every setting, also inside lists and objects, by its path.
void walk(const std::vector<Parameter> &parameters,
          const QString &path,
          const std::function<void(const Parameter &, const QString &, bool entry)> &visit,
          bool entries = false)
{
    for (const Parameter &parameter : parameters) {
        const QString own = path + parameter.name;
        visit(parameter, own, entries);
        const bool list =
            parameter.type == ParameterType::List || parameter.type == ParameterType::Map;
        walk(parameter.fields, own + u'/', visit, list);
    }
}

} // namespace

void TestKinds::described_data()
{
    QTest::addColumn<QString>("kind");
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        const QString kind = QStringLiteral("%1@%2").arg(descriptor.kind).arg(descriptor.version);
        QTest::newRow(qPrintable(kind)) << descriptor.kind;
    }
}

void TestKinds::described()
{
    QFETCH(QString, kind);
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    QVERIFY(descriptor);
    QVERIFY(!descriptor->title.isEmpty());
    QVERIFY2(!descriptor->summary.isEmpty() && !descriptor->summary.contains(u'\n'),
             "one line for the palette");
    QVERIFY2(!descriptor->summary.endsWith(u'.'), "a label, not a sentence");
    QVERIFY(!descriptor->help.isEmpty());
    QVERIFY(descriptor->example.contains(
        QStringLiteral("kind: %1@%2").arg(kind).arg(descriptor->version)));
    QVERIFY(!descriptor->outputs.empty());
    QSet<QString> ports;
    for (const Port &port : descriptor->outputs) {
        QVERIFY(!port.name.isEmpty() && !port.title.isEmpty() && !port.help.isEmpty());
        QVERIFY2(!ports.contains(port.name), qPrintable(port.name));
        ports.insert(port.name);
    }
    if (descriptor->effect == Effect::External)
        QVERIFY2(ports.contains(QStringLiteral("error")), "an effect can fail");
}

void TestKinds::parameters()
{
    QFETCH(QString, kind);
    QSet<QString> seen;
    walk(findDescriptor({kind, 0})->parameters,
         {},
         [&](const Parameter &parameter, const QString &path, bool entry) {
             QVERIFY2(!parameter.name.isEmpty() && !parameter.title.isEmpty(), qPrintable(path));
             QVERIFY2(entry || !parameter.help.isEmpty(),
                      qPrintable(QString(path + QStringLiteral(" has no help"))));
             QVERIFY2(!seen.contains(path),
                      qPrintable(QString(path + QStringLiteral(" is there twice"))));
             seen.insert(path);
             QVERIFY2(!parameter.required || parameter.defaultValue.isUndefined(),
                      qPrintable(QString(path + QStringLiteral(" is required and has a default"))));
             const bool choice = parameter.type == ParameterType::Choice;
             QVERIFY2(choice != parameter.choices.isEmpty(), qPrintable(path));
             if (choice && !parameter.defaultValue.isUndefined())
                 QVERIFY2(parameter.choices.contains(parameter.defaultValue.toString()),
                          qPrintable(path));
         });
}

void TestKinds::behaves()
{
    QFETCH(QString, kind);
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    const NodeBehaviour *behaviour = findBehaviour(kind, descriptor->version);
    QVERIFY(behaviour);
    const bool source = descriptor->effect == Effect::Source;
    QCOMPARE(bool(behaviour->trigger), source);
    QCOMPARE(int(bool(behaviour->trigger)) + int(bool(behaviour->pure)) +
                 int(bool(behaviour->stateful)) + int(bool(behaviour->step)),
             1);
    if (descriptor->effect == Effect::External)
        QVERIFY(behaviour->step);
}

QTEST_GUILESS_MAIN(TestKinds)
#include "tst_kinds.moc"
