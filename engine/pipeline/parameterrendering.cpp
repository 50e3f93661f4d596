#include "engine/pipeline/parameterrendering.h"

#include "engine/base/compactjson.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

namespace {

using Visit = std::function<void(const QString &path, const QString &text)>;

// Walks every string inside a value: a templated container is templated throughout.
void visitStrings(const QJsonValue &value, const QString &path, const Visit &visit)
{
    if (value.isString())
        visit(path, value.toString());
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        visitStrings(array.at(i), pointerTo(path, i), visit);
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        visitStrings(member.value(), pointerTo(path, member.key()), visit);
}

void visitParameters(const std::vector<Parameter> &parameters,
                     const QJsonObject &values,
                     const QString &path,
                     const Visit &visit);

void visitParameter(const Parameter &parameter,
                    const QJsonValue &value,
                    const QString &path,
                    const Visit &visit)
{
    if (parameter.templated)
        visitStrings(value, path, visit);
    else if (parameter.type == ParameterType::Object)
        visitParameters(parameter.fields, value.toObject(), path, visit);
    if (parameter.templated || parameter.fields.empty())
        return;
    const Parameter &element = parameter.fields.front();
    if (parameter.type == ParameterType::List) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            visitParameter(element, array.at(i), pointerTo(path, i), visit);
    } else if (parameter.type == ParameterType::Map) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            visitParameter(element, member.value(), pointerTo(path, member.key()), visit);
    }
}

void visitParameters(const std::vector<Parameter> &parameters,
                     const QJsonObject &values,
                     const QString &path,
                     const Visit &visit)
{
    for (const Parameter &parameter : parameters) {
        const auto member = values.find(parameter.name);
        if (member != values.end())
            visitParameter(parameter, member.value(), pointerTo(path, parameter.name), visit);
    }
}

// `tree` with `value` at the end of the path, of which `depth` parts are behind us. An undefined
// value takes the member of an object away.
QJsonValue
replaced(const QJsonValue &tree, const QStringList &path, qsizetype depth, const QJsonValue &value)
{
    if (depth == path.size())
        return value;
    const QString &part = path.at(depth);
    if (tree.isArray()) {
        QJsonArray array = tree.toArray();
        const qsizetype index = part.toInt();
        array.replace(index, replaced(array.at(index), path, depth + 1, value));
        return array;
    }
    QJsonObject object = tree.toObject();
    object.insert(part, replaced(object.value(part), path, depth + 1, value));
    return object;
}

Error inSetting(const QString &path, Error error)
{
    error.message = QStringLiteral("Setting \"%1\": %2").arg(path, error.message);
    return error;
}

bool readsSecret(const Template &text)
{
    const QList<TemplateReference> references = text.references();
    return std::any_of(references.begin(), references.end(), [](const auto &reference) {
        return reference.segments.first() == QLatin1StringView("secret");
    });
}

} // namespace

Result<ParameterTemplates> ParameterTemplates::make(const NodeDescriptor &descriptor,
                                                    const QJsonObject &parameters)
{
    ParameterTemplates made;
    made.m_parameters = parameters;
    std::optional<Error> error;
    visitTemplates(descriptor, parameters, [&](const QString &path, const QString &text) {
        if (error || !text.contains(QLatin1StringView("{{")))
            return;
        const auto parsed = Template::parse(text);
        if (!parsed) {
            error = inSetting(path.mid(1), parsed.error());
            return;
        }
        made.m_slots.push_back({pointerParts(path), *parsed});
        made.m_readsSecrets = made.m_readsSecrets || readsSecret(*parsed);
    });
    if (error)
        return fail(*error);
    if (made.isConstant())
        made.m_constantJson = compactJson(parameters);
    return made;
}

Result<QJsonObject> ParameterTemplates::render(const TemplateScope &scope) const
{
    QJsonValue rendered = m_parameters;
    for (const Slot &slot : m_slots) {
        const auto value = slot.text.render(scope);
        if (!value)
            return fail(inSetting(slot.path.join(u'/'), value.error()));
        rendered = replaced(rendered, slot.path, 0, *value);
    }
    return rendered.toObject();
}

QJsonObject ParameterTemplates::renderKnown(const TemplateScope &scope) const
{
    QJsonValue rendered = m_parameters;
    for (const Slot &slot : m_slots) {
        const auto value = slot.text.render(scope);
        rendered =
            replaced(rendered, slot.path, 0, value ? *value : QJsonValue(QJsonValue::Undefined));
    }
    return rendered.toObject();
}

Result<QJsonObject> renderParameters(const NodeDescriptor &descriptor,
                                     const QJsonObject &parameters,
                                     const TemplateScope &scope)
{
    const auto templates = ParameterTemplates::make(descriptor, parameters);
    return templates ? templates->render(scope) : fail(templates.error());
}

void visitTemplates(const NodeDescriptor &descriptor,
                    const QJsonObject &parameters,
                    const std::function<void(const QString &, const QString &)> &visit)
{
    visitParameters(allParameters(descriptor), parameters, QString(), visit);
}

} // namespace Saltern
