#pragma once

#include "engine/events/template.h"
#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// The settings of one node with their templates parsed: made once, rendered for every step. Only
/// those settings are templates that the descriptor says are, common ones included. Errors name the
/// setting as a path ("headers/Authorization") and hold no value, since values may be secret.
class ParameterTemplates
{
public:
    ParameterTemplates() = default;

    static Result<ParameterTemplates> make(const NodeDescriptor &descriptor,
                                           const QJsonObject &parameters);

    /// The settings as they are written.
    const QJsonObject &parameters() const { return m_parameters; }

    /// Nothing is rendered: the settings are the same for every step.
    bool isConstant() const { return m_slots.empty(); }

    /// Constant settings as compact JSON: the journal wants them for every step.
    const QByteArray &constantJson() const { return m_constantJson; }

    /// Whether any of them reads a secret.
    bool readsSecrets() const { return m_readsSecrets; }

    /// The settings with every template rendered; all others stay as they are.
    Result<QJsonObject> render(const TemplateScope &scope) const;

    /// What can be rendered by now; settings whose templates need more are left out.
    QJsonObject renderKnown(const TemplateScope &scope) const;

private:
    /// Where a rendered value goes.
    struct Slot
    {
        QStringList path;
        Template text;
    };

    QJsonObject m_parameters;
    QByteArray m_constantJson;
    std::vector<Slot> m_slots;
    bool m_readsSecrets = false;
};

/// The same for settings that are rendered only once.
Result<QJsonObject> renderParameters(const NodeDescriptor &descriptor,
                                     const QJsonObject &parameters,
                                     const TemplateScope &scope);

/// Calls `visit(path, text)` for every string of `parameters` that is a template, with its path as
/// a JSON pointer inside the parameters ("/headers/Authorization").
void visitTemplates(const NodeDescriptor &descriptor,
                    const QJsonObject &parameters,
                    const std::function<void(const QString &path, const QString &text)> &visit);

} // namespace Saltern
