#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <memory>
#include <optional>

namespace Saltern {

struct ParsedTemplate; // private to the template's sources

/// Where a template finds its values. The roots are event, trigger, steps, run, host and secret.
class TemplateScope
{
public:
    virtual ~TemplateScope() = default;

    /// The value of a root, or nothing when this scope has none of that name.
    virtual std::optional<QJsonValue> root(const QString &name) const = 0;

    /// A secret's value. Scopes that render for people answer with a mask instead.
    virtual Result<QString> secret(const QString &name) const = 0;
};

/// The longest text that a template may make, in UTF-16 units. Filters such as replace could
/// otherwise grow hostile data without end.
inline constexpr qsizetype maximumRenderedLength = 4 * 1024 * 1024;

/// One path that a template reads.
struct TemplateReference
{
    QString path;         // "event.data.container.id", "steps.diagnose.data.cause"
    QStringList segments; // the same, apart
    qsizetype offset = 0; // where it begins in the template's text, in UTF-16 units

    bool operator==(const TemplateReference &) const = default;
};

/// Text with {{ path | filter }} in it. A lone {{ x }} keeps its JSON type, mixed text is a string,
/// a missing path is an error unless `| default(...)` (docs/pipeline-format.md). Immutable value.
class Template
{
public:
    Template();

    /// The error's detail is the offset of the fault in `text`, in UTF-16 units.
    static Result<Template> parse(const QString &text);

    /// Whether the text holds any {{ }} at all.
    bool isConstant() const;

    Result<QJsonValue> render(const TemplateScope &scope) const;

    /// Every path that it reads, in the order of the text.
    QList<TemplateReference> references() const;

    /// The names of the filters, for completion and docs.
    static QStringList filterNames();

private:
    std::shared_ptr<const ParsedTemplate> m_parsed;
};

/// Renders every string inside `value` (objects and arrays are walked; keys are left alone).
Result<QJsonValue> renderTemplates(const QJsonValue &value, const TemplateScope &scope);

} // namespace Saltern
