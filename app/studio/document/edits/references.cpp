#include "app/studio/document/edits/references.h"

#include "engine/events/template.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/registry.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

QString renamedIn(const QString &text, const QHash<QString, QString> &renamed)
{
    static const QRegularExpression form(QStringLiteral("steps(\\.|\\[\\s*[\"'])"));
    const auto parsed = Template::parse(text);
    if (!parsed || parsed->isConstant())
        return text;
    QString out = text;
    const QList<TemplateReference> references = parsed->references();
    // From the last to the first, so that offsets stay right.
    for (auto reference = references.rbegin(); reference != references.rend(); ++reference) {
        const QString id = reference->segments.value(1);
        if (reference->segments.value(0) != QLatin1StringView("steps") || !renamed.contains(id))
            continue;
        const QRegularExpressionMatch lead =
            form.match(out,
                       reference->offset,
                       QRegularExpression::NormalMatch,
                       QRegularExpression::AnchorAtOffsetMatchOption);
        if (lead.hasMatch() && QStringView(out).sliced(lead.capturedEnd()).startsWith(id))
            out.replace(lead.capturedEnd(), id.size(), renamed.value(id));
    }
    return out;
}

// Of a kind that is not known any text may be a template.
void visitTexts(const QJsonValue &value,
                const QString &pointer,
                const std::function<void(const QString &, const QString &)> &visit)
{
    if (value.isString())
        visit(pointer, value.toString());
    const QJsonObject object = value.toObject();
    for (auto field = object.begin(); field != object.end(); ++field)
        visitTexts(field.value(), pointerTo(pointer, field.key()), visit);
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        visitTexts(array.at(i), pointerTo(pointer, i), visit);
}

} // namespace

QMap<QString, QString> withStepsRenamed(const Node &node, const QHash<QString, QString> &renamed)
{
    QMap<QString, QString> changed;
    const auto visit = [&](const QString &pointer, const QString &text) {
        if (const QString now = renamedIn(text, renamed); now != text)
            changed.insert(pointer, now);
    };
    if (const NodeDescriptor *descriptor = findDescriptor(node.kind))
        visitTemplates(*descriptor, node.parameters, visit);
    else
        visitTexts(node.parameters, QString(), visit);
    return changed;
}

QStringList pointersInTests(const QJsonArray &tests, const QString &id)
{
    QStringList pointers;
    for (qsizetype i = 0; i < tests.size(); ++i) {
        for (const char *part : {"mocks", "expect"}) {
            const QString key = QString::fromLatin1(part);
            if (tests.at(i).toObject().value(key).toObject().contains(id))
                pointers += pointerTo(pointerTo(pointerTo(QStringLiteral("/tests"), i), key), id);
        }
    }
    return pointers;
}

} // namespace Saltern
