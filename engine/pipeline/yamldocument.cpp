#include "engine/pipeline/yamldocument.h"

#include "engine/base/bytesize.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamlscalar.h"
#include "engine/pipeline/yamlsource.h"
#include "engine/pipeline/yamltree.h"

namespace Saltern {

namespace {

// Turns a tree into JSON and notes where each value stood.
class Conversion
{
public:
    Conversion(const YamlSource &source, YamlDocument &document)
        : m_source(source), m_document(document)
    {
    }

    QJsonValue convert(const YamlNode &node, const QString &pointer);

private:
    QJsonValue convertScalar(const YamlNode &node, const QString &pointer);
    QJsonObject convertMapping(const YamlNode &node, const QString &pointer);
    void noteSource(const YamlNode &node, const QString &pointer);
    void report(qsizetype offset,
                const QString &pointer,
                const char *code,
                const QString &message,
                const QString &remedy);

    const YamlSource &m_source;
    YamlDocument &m_document;
};

void Conversion::report(qsizetype offset,
                        const QString &pointer,
                        const char *code,
                        const QString &message,
                        const QString &remedy)
{
    m_document.problems.append({Severity::Error,
                                m_source.position(offset),
                                pointer,
                                QString::fromLatin1(code),
                                message,
                                remedy});
}

QJsonValue Conversion::convert(const YamlNode &node, const QString &pointer)
{
    noteSource(node, pointer);
    switch (node.kind) {
    case YamlNode::Kind::Null:
        break;
    case YamlNode::Kind::Scalar:
        return convertScalar(node, pointer);
    case YamlNode::Kind::Mapping:
        return convertMapping(node, pointer);
    case YamlNode::Kind::Sequence: {
        QJsonArray array;
        for (const YamlNode &item : node.items)
            array.append(convert(item, pointerTo(pointer, array.size())));
        return array;
    }
    }
    return QJsonValue::Null;
}

QJsonValue Conversion::convertScalar(const YamlNode &node, const QString &pointer)
{
    if (!node.plain)
        return node.text;
    if (isReadDifferentlyByYaml11(node.text))
        m_document.source.ambiguous.insert(pointer, node.text);
    const auto value = resolvePlainScalar(node.text);
    if (value)
        return *value;
    report(node.offset, pointer, "bad-number", value.error().message, value.error().remedy);
    return node.text;
}

QJsonObject Conversion::convertMapping(const YamlNode &node, const QString &pointer)
{
    QJsonObject object;
    for (const YamlEntry &entry : node.entries) {
        const QString inner = pointerTo(pointer, entry.key);
        m_document.source.keys.insert(inner, m_source.position(entry.keyOffset));
        if (entry.plainKey && isReadDifferentlyByYaml11(entry.key))
            report(
                entry.keyOffset,
                inner,
                "yaml-trap",
                QStringLiteral("Many programs do not read the key \"%1\" as text.").arg(entry.key),
                QStringLiteral("Put quotes around it: \"%1\".").arg(entry.key));
        object.insert(entry.key, convert(entry.value, inner));
        // yaml-cpp places a value that is left out where the next thing begins.
        if (entry.value.kind == YamlNode::Kind::Null)
            m_document.source.values[inner].position = m_source.position(entry.keyOffset);
    }
    return object;
}

void Conversion::noteSource(const YamlNode &node, const QString &pointer)
{
    ScalarSource source{.position = m_source.position(node.offset)};
    if (node.kind == YamlNode::Kind::Scalar) {
        const QByteArrayView rest = QByteArrayView(m_source.bytes()).sliced(node.offset);
        const QByteArray text = node.text.toUtf8();
        const int quote = node.plain ? 0 : 1;
        if (rest.sliced(std::min<qsizetype>(quote, rest.size())).startsWith(text) &&
            !text.contains('\n')) {
            source.style = ScalarSource::Style::Inline;
            source.indent = quote;
        } else if (!node.plain && rest.startsWith('|')) {
            const auto indent = m_source.blockIndent(node.offset);
            source.style = indent ? ScalarSource::Style::Lines : ScalarSource::Style::Opaque;
            source.indent = indent.value_or(0);
        }
    }
    m_document.source.values.insert(pointer, source);
}

Problem tooLarge()
{
    return {
        Severity::Error,
        {1, 1},
        QString(),
        QStringLiteral("too-large"),
        QStringLiteral("The document is larger than %1.").arg(formatByteSize(maximumDocumentBytes)),
        QStringLiteral("Keep code and data in files of their own.")};
}

} // namespace

YamlDocument readYaml(const QByteArray &text)
{
    YamlDocument document;
    if (text.size() > maximumDocumentBytes) {
        document.problems.append(tooLarge());
        return document;
    }
    const YamlSource source(text);
    if (const auto problem = source.unreadable()) {
        document.problems.append(*problem);
        return document;
    }
    const YamlTree tree = readYamlTree(source);
    document.problems = tree.problems;
    // What stood before a syntax error is not judged further: most of it would be missing.
    if (tree.complete)
        document.value = Conversion(source, document).convert(tree.root, QString());
    return document;
}

} // namespace Saltern
