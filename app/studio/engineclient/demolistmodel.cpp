#include "app/studio/engineclient/demolistmodel.h"

#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "engine/demos/demo.h"
#include "engine/pipeline/pipelinereader.h"

namespace Saltern {

namespace {

/// "docker", "function", "switch": what it shows, from the kinds of its nodes.
QJsonArray tagsOf(const Pipeline &pipeline)
{
    QStringList tags;
    for (const Node &node : pipeline.nodes)
        tags.append(node.kind.name.section(u'.', 0, 0));
    tags.removeDuplicates();
    tags.removeAll(QStringLiteral("log"));
    return QJsonArray::fromStringList(tags.mid(0, 3));
}

QJsonObject rowOfDemo(const Demo &demo)
{
    const Pipeline pipeline = readPipeline(demo.bundle.document).pipeline;
    QStringList acts;
    for (const DemoAct &act : demo.acts)
        acts.append(act.say);
    QString title = demo.name;
    title[0] = title[0].toUpper();
    return {{QStringLiteral("demo"), demo.name},
            {QStringLiteral("title"), title.replace(u'-', u' ')},
            {QStringLiteral("description"), QString(demo.title + u'.')},
            {QStringLiteral("acts"), acts.join(u'\n')},
            {QStringLiteral("tags"), tagsOf(pipeline)},
            {QStringLiteral("document"), QString::fromUtf8(demo.bundle.document)}};
}

} // namespace

DemoListModel::DemoListModel(QObject *parent)
    : JsonListModel(QStringLiteral("demo"),
                    {QStringLiteral("demo"),
                     QStringLiteral("title"),
                     QStringLiteral("description"),
                     QStringLiteral("acts"),
                     QStringLiteral("tags"),
                     QStringLiteral("document"),
                     QStringLiteral("layoutText"),
                     QStringLiteral("simulated")},
                    parent)
{
    QList<QJsonObject> rows;
    const QStringList names = Demo::names();
    for (const QString &name : names) {
        if (const auto demo = Demo::load(name))
            rows.append(rowOfDemo(*demo));
    }
    setRows(rows);
    connect(&EngineClient::instance(), &EngineClient::stateChanged, this, &DemoListModel::refresh);
    refresh();
}

void DemoListModel::refresh()
{
    if (!EngineClient::instance().isConnected())
        return;
    EngineClient::instance().ask(
        QStringLiteral("demos.list"),
        {},
        this,
        [this](const QJsonObject &answer) {
            const QJsonArray demos = arrayOf(answer, "demos");
            for (const QJsonValue &value : demos) {
                const int row = rowOf(textOf(value.toObject(), "demo"));
                if (row < 0)
                    continue;
                QJsonObject known = rows().at(row);
                known.insert(QStringLiteral("simulated"),
                             value.toObject().value(QLatin1StringView("simulated")));
                put(known, row);
            }
        },
        [](const Error &) {});
}

QVariant DemoListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("simulated"))
        return row.value(role).toBool();
    if (role == QLatin1StringView("tags"))
        return row.value(role).toVariant().toStringList();
    if (role == QLatin1StringView("layoutText"))
        return QString::fromUtf8(demoLayout(textOf(row, "demo")));
    return row.value(role).toString();
}

} // namespace Saltern
