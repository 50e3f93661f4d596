#include "engine/pipeline/pipelinereader.h"

#include "engine/base/nearestname.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamldocument.h"

#include <QRegularExpression>

#include <algorithm>

namespace Saltern {

namespace {

class PipelineReader
{
public:
    PipelineReader(const QJsonObject &root, LoadedPipeline &loaded)
        : m_root(root), m_loaded(loaded), m_pipeline(loaded.pipeline)
    {
    }

    void read();

private:
    bool readFormat();
    void readNodes();
    void readNode(const QString &id, const QJsonValue &value);
    void readKind(Node &node, const QJsonObject &fields, const QString &pointer);
    void readDisabled(Node &node, const QJsonObject &fields, const QString &pointer);
    void readWires();
    void readTests();
    void checkTopLevel();
    QString readText(const QJsonObject &fields, const QString &parent, const char *name);
    template<typename Enum>
    void readChoice(const char *name, Enum &out, const QList<std::pair<QString, Enum>> &choices);

    void
    report(const QString &pointer, const char *code, const QString &message, const QString &remedy)
    {
        reportAt(m_loaded.source.at(pointer), pointer, code, message, remedy);
    }
    void reportAt(SourcePosition position,
                  const QString &pointer,
                  const char *code,
                  const QString &message,
                  const QString &remedy)
    {
        m_loaded.problems.append(
            {Severity::Error, position, pointer, QString::fromLatin1(code), message, remedy});
    }

    const QJsonObject m_root;
    LoadedPipeline &m_loaded;
    Pipeline &m_pipeline;
};

const QStringList &topLevelFields()
{
    static const QStringList fields{QStringLiteral("saltern"),
                                    QStringLiteral("pipeline"),
                                    QStringLiteral("title"),
                                    QStringLiteral("description"),
                                    QStringLiteral("guarantee"),
                                    QStringLiteral("durability"),
                                    QStringLiteral("missed"),
                                    QStringLiteral("nodes"),
                                    QStringLiteral("wires"),
                                    QStringLiteral("tests")};
    return fields;
}

void PipelineReader::read()
{
    if (!readFormat())
        return;
    m_loaded.understood = true;
    checkTopLevel();
    m_pipeline.name = readText(m_root, QString(), "pipeline");
    m_pipeline.title = readText(m_root, QString(), "title");
    m_pipeline.description = readText(m_root, QString(), "description");
    readChoice<Guarantee>("guarantee",
                          m_pipeline.guarantee,
                          {{QStringLiteral("at-least-once"), Guarantee::AtLeastOnce},
                           {QStringLiteral("at-most-once"), Guarantee::AtMostOnce}});
    readChoice<Durability>("durability",
                           m_pipeline.durability,
                           {{QStringLiteral("full"), Durability::Full},
                            {QStringLiteral("process"), Durability::Process}});
    readChoice<Missed>(
        "missed",
        m_pipeline.missed,
        {{QStringLiteral("run"), Missed::Run}, {QStringLiteral("skip"), Missed::Skip}});
    readNodes();
    readWires();
    readTests();
}

bool PipelineReader::readFormat()
{
    const QString pointer = QStringLiteral("/saltern");
    const QJsonValue format = m_root.value(QLatin1StringView("saltern"));
    const qint64 number = format.toInteger(0);
    if (number > documentFormat) {
        report(pointer,
               "newer-format",
               QStringLiteral("The document was written by a newer Saltern (format %1; this one "
                              "knows %2).")
                   .arg(number)
                   .arg(documentFormat),
               QStringLiteral("Update Saltern to use it."));
        return false;
    }
    if (format.isUndefined())
        reportAt({1, 1},
                 pointer,
                 "missing-field",
                 QStringLiteral("The document does not say its format."),
                 QStringLiteral("Begin it with \"saltern: 1\"."));
    else if (number != documentFormat)
        report(pointer,
               "bad-format",
               QStringLiteral("The document's format is not a number that was ever used."),
               QStringLiteral("Write \"saltern: 1\"."));
    return true;
}

void PipelineReader::checkTopLevel()
{
    for (auto field = m_root.begin(); field != m_root.end(); ++field) {
        if (topLevelFields().contains(field.key()))
            continue;
        const QString pointer = pointerTo(QString(), field.key());
        reportAt(m_loaded.source.keyAt(pointer),
                 pointer,
                 "unknown-field",
                 QStringLiteral("A pipeline has no field \"%1\".").arg(field.key().left(80)),
                 suggestName(field.key(), topLevelFields()));
    }
}

QString PipelineReader::readText(const QJsonObject &fields, const QString &parent, const char *name)
{
    const QString key = QString::fromLatin1(name);
    const QJsonValue value = fields.value(key);
    if (!value.isUndefined() && !value.isString())
        report(pointerTo(parent, key),
               "wrong-type",
               QStringLiteral("\"%1\" is not text.").arg(key),
               QStringLiteral("Put quotes around the value."));
    return value.toString();
}

template<typename Enum>
void PipelineReader::readChoice(const char *name,
                                Enum &out,
                                const QList<std::pair<QString, Enum>> &choices)
{
    const QString key = QString::fromLatin1(name);
    const QJsonValue value = m_root.value(key);
    if (value.isUndefined())
        return;
    QStringList names;
    for (const auto &[text, meaning] : choices) {
        names += text;
        if (value == text) {
            out = meaning;
            return;
        }
    }
    report(pointerTo(QString(), key),
           "not-a-choice",
           QStringLiteral("\"%1\" is neither %2.").arg(key, names.join(QStringLiteral(" nor "))),
           suggestName(value.toString(), names));
}

void PipelineReader::readNodes()
{
    const QString pointer = QStringLiteral("/nodes");
    const QJsonValue nodes = m_root.value(QLatin1StringView("nodes"));
    if (nodes.isUndefined() || nodes.isNull()) {
        reportAt(m_loaded.source.keyAt(pointer),
                 pointer,
                 "missing-field",
                 QStringLiteral("The pipeline has no nodes."),
                 QStringLiteral("Add \"nodes:\" with at least a trigger."));
        return;
    }
    if (!nodes.isObject()) {
        report(pointer,
               "wrong-type",
               QStringLiteral("\"nodes\" is not a mapping."),
               QStringLiteral("Write each node as \"id:\" with its settings indented below."));
        return;
    }
    const QJsonObject object = nodes.toObject();
    for (auto node = object.begin(); node != object.end(); ++node)
        readNode(node.key(), node.value());
    // JSON objects are sorted by key; people see their nodes in the order of the file.
    const auto place = [&](const Node &node) {
        const SourcePosition at = m_loaded.source.keyAt(pointerTo(pointer, node.id));
        return std::pair(at.line, at.column);
    };
    std::sort(m_pipeline.nodes.begin(), m_pipeline.nodes.end(), [&](const Node &a, const Node &b) {
        return place(a) < place(b);
    });
}

void PipelineReader::readNode(const QString &id, const QJsonValue &value)
{
    const QString pointer = pointerTo(QStringLiteral("/nodes"), id);
    Node node{.id = id};
    if (!value.isObject()) {
        report(
            pointer,
            "wrong-type",
            QStringLiteral("The node \"%1\" is not a mapping.").arg(id.left(80)),
            QStringLiteral("Write its settings indented below the id, beginning with \"kind:\"."));
        m_pipeline.nodes.append(node);
        return;
    }
    const QJsonObject fields = value.toObject();
    readKind(node, fields, pointer);
    node.label = readText(fields, pointer, "label");
    node.note = readText(fields, pointer, "note");
    readDisabled(node, fields, pointer);
    node.parameters = fields;
    for (const char *own : {"kind", "label", "note", "disabled"})
        node.parameters.remove(QLatin1StringView(own));
    m_pipeline.nodes.append(node);
}

void PipelineReader::readKind(Node &node, const QJsonObject &fields, const QString &pointer)
{
    static const QRegularExpression form(QRegularExpression::anchoredPattern(
        QStringLiteral("([a-z][a-z0-9.-]*)(?:@([1-9][0-9]{0,5}))?")));
    const QString remedy = QStringLiteral("Write it as in \"kind: docker.event@1\".");
    const QJsonValue kind = fields.value(QLatin1StringView("kind"));
    if (kind.isUndefined()) {
        reportAt(m_loaded.source.keyAt(pointer),
                 pointer,
                 "missing-field",
                 QStringLiteral("The node \"%1\" has no kind.").arg(node.id.left(80)),
                 remedy);
        return;
    }
    const QRegularExpressionMatch match = form.match(kind.toString());
    if (!match.hasMatch()) {
        report(pointerTo(pointer, QStringLiteral("kind")),
               "bad-kind",
               QStringLiteral("\"%1\" does not have the form of a kind.")
                   .arg(kind.toVariant().toString().left(80)),
               remedy);
        return;
    }
    node.kind = {match.captured(1), match.captured(2).toInt()};
}

void PipelineReader::readDisabled(Node &node, const QJsonObject &fields, const QString &pointer)
{
    const QJsonValue value = fields.value(QLatin1StringView("disabled"));
    if (value == QJsonValue(true))
        node.disabled = Disabled::Stop;
    else if (value == QJsonValue(QStringLiteral("bypass")))
        node.disabled = Disabled::Bypass;
    else if (!value.isUndefined() && value != QJsonValue(false))
        report(pointerTo(pointer, QStringLiteral("disabled")),
               "not-a-choice",
               QStringLiteral("\"disabled\" is neither true, false nor bypass."),
               QStringLiteral("Write true to stop events here, bypass to pass them on."));
}

void PipelineReader::readWires()
{
    static const QRegularExpression form(QRegularExpression::anchoredPattern(
        QStringLiteral("\\s*([^\\s.>]+)(?:\\.([^\\s>]+))?\\s*->\\s*([^\\s>]+)\\s*")));
    const QJsonValue wires = m_root.value(QLatin1StringView("wires"));
    if (wires.isUndefined() || wires.isNull())
        return;
    const QString pointer = QStringLiteral("/wires");
    if (!wires.isArray()) {
        report(pointer,
               "wrong-type",
               QStringLiteral("\"wires\" is not a list."),
               QStringLiteral("Write one \"- from -> to\" a line."));
        return;
    }
    const QJsonArray list = wires.toArray();
    for (const QJsonValue &wire : list) {
        const QRegularExpressionMatch match = form.match(wire.toString());
        if (!match.hasMatch())
            report(pointerTo(pointer, m_pipeline.wires.size()),
                   "bad-wire",
                   QStringLiteral("This is not a wire."),
                   QStringLiteral("Write \"from -> to\" or \"from.port -> to\" with the ids of two "
                                  "nodes."));
        m_pipeline.wires.append({match.captured(1), match.captured(2), match.captured(3)});
    }
}

void PipelineReader::readTests()
{
    const QJsonValue tests = m_root.value(QLatin1StringView("tests"));
    if (!tests.isUndefined() && !tests.isNull() && !tests.isArray())
        report(QStringLiteral("/tests"),
               "wrong-type",
               QStringLiteral("\"tests\" is not a list."),
               QStringLiteral("Write one \"- name: ...\" for each test."));
    m_pipeline.tests = tests.toArray();
}

} // namespace

LoadedPipeline readPipeline(const QByteArray &text)
{
    LoadedPipeline loaded;
    YamlDocument document = readYaml(text);
    loaded.source = std::move(document.source);
    loaded.problems = std::move(document.problems);
    if (document.value.isObject()) {
        PipelineReader(document.value.toObject(), loaded).read();
    } else if (loaded.problems.isEmpty()) {
        loaded.problems.append({Severity::Error,
                                {1, 1},
                                QString(),
                                QStringLiteral("not-a-pipeline"),
                                QStringLiteral("This is not a pipeline document."),
                                QStringLiteral("Begin it with \"saltern: 1\".")});
    }
    sortProblems(loaded.problems);
    return loaded;
}

} // namespace Saltern
