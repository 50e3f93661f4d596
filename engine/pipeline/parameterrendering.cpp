#include "engine/pipeline/parameterrendering.h"

#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using EditString = std::function<Result<QJsonValue>(const QString &path, const QString &text)>;

// Walks every string inside a value: a templated container is templated throughout.
Result<QJsonValue> editStrings(const QJsonValue &value, const QString &path, const EditString &edit)
{
    if (value.isString())
        return edit(path, value.toString());
    if (value.isArray()) {
        QJsonArray edited = value.toArray();
        for (qsizetype i = 0; i < edited.size(); ++i) {
            auto element = editStrings(edited.at(i), pointerTo(path, i), edit);
            if (!element)
                return element;
            edited.replace(i, *element);
        }
        return QJsonValue(edited);
    }
    if (value.isObject()) {
        QJsonObject edited = value.toObject();
        for (auto member = edited.begin(); member != edited.end(); ++member) {
            auto element = editStrings(member.value(), pointerTo(path, member.key()), edit);
            if (!element)
                return element;
            member.value() = *element;
        }
        return QJsonValue(edited);
    }
    return value;
}

Result<QJsonValue> editParameter(const Parameter &parameter,
                                 const QJsonValue &value,
                                 const QString &path,
                                 const EditString &edit);

Result<QJsonObject> editParameters(const std::vector<Parameter> &parameters,
                                   QJsonObject values,
                                   const QString &path,
                                   const EditString &edit)
{
    for (const Parameter &parameter : parameters) {
        const auto member = values.find(parameter.name);
        if (member == values.end())
            continue;
        auto edited =
            editParameter(parameter, member.value(), pointerTo(path, parameter.name), edit);
        if (!edited)
            return fail(edited.error());
        member.value() = *edited;
    }
    return values;
}

Result<QJsonValue> editElements(const Parameter &element,
                                const QJsonValue &value,
                                const QString &path,
                                const EditString &edit)
{
    if (value.isArray()) {
        QJsonArray edited = value.toArray();
        for (qsizetype i = 0; i < edited.size(); ++i) {
            auto item = editParameter(element, edited.at(i), pointerTo(path, i), edit);
            if (!item)
                return item;
            edited.replace(i, *item);
        }
        return QJsonValue(edited);
    }
    QJsonObject edited = value.toObject();
    for (auto member = edited.begin(); member != edited.end(); ++member) {
        auto item = editParameter(element, member.value(), pointerTo(path, member.key()), edit);
        if (!item)
            return item;
        member.value() = *item;
    }
    return QJsonValue(edited);
}

Result<QJsonValue> editParameter(const Parameter &parameter,
                                 const QJsonValue &value,
                                 const QString &path,
                                 const EditString &edit)
{
    if (parameter.templated)
        return editStrings(value, path, edit);
    if (parameter.type == ParameterType::Object && value.isObject()) {
        auto edited = editParameters(parameter.fields, value.toObject(), path, edit);
        return edited ? Result<QJsonValue>(*edited) : fail(edited.error());
    }
    const bool elements = (parameter.type == ParameterType::List && value.isArray()) ||
                          (parameter.type == ParameterType::Map && value.isObject());
    if (elements && !parameter.fields.empty())
        return editElements(parameter.fields.front(), value, path, edit);
    return value;
}

} // namespace

Result<QJsonObject> renderParameters(const NodeDescriptor &descriptor,
                                     const QJsonObject &parameters,
                                     const TemplateScope &scope)
{
    const auto render = [&](const QString &path, const QString &text) -> Result<QJsonValue> {
        const auto parsed = Template::parse(text);
        auto rendered = parsed ? parsed->render(scope) : fail(parsed.error());
        if (rendered)
            return rendered;
        Error error = rendered.error();
        error.message = QStringLiteral("Setting \"%1\": %2").arg(path.mid(1), error.message);
        return fail(error);
    };
    return editParameters(allParameters(descriptor), parameters, QString(), render);
}

void visitTemplates(const NodeDescriptor &descriptor,
                    const QJsonObject &parameters,
                    const std::function<void(const QString &, const QString &)> &visit)
{
    const auto note = [&](const QString &path, const QString &text) -> Result<QJsonValue> {
        visit(path, text);
        return QJsonValue(text);
    };
    // The edited copy is of no interest, and noting cannot fail.
    static_cast<void>(editParameters(allParameters(descriptor), parameters, QString(), note));
}

} // namespace Saltern
