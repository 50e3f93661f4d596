#pragma once

#include "engine/pipeline/descriptor.h"
#include "engine/pipeline/problemreport.h"

namespace Saltern {

class SourceFolder;

/// Holds the settings of nodes against their parameters: unknown and missing ones, types, units,
/// limits, choices, patterns, paths. Templates are left to TemplateCheck.
class ParameterCheck
{
public:
    ParameterCheck(ProblemReport &report, const SourceFolder *folder)
        : m_report(report), m_folder(folder)
    {
    }

    /// `pointer` is that of the object; `owner` names it in messages ("log", "retry").
    void checkObject(const std::vector<Parameter> &parameters,
                     const QJsonObject &values,
                     const QString &pointer,
                     const QString &owner);

private:
    struct Value
    {
        const Parameter &parameter;
        QJsonValue json;
        QString pointer;
        bool templated; // it or a container around it is
    };

    void checkValue(const Value &value);
    void checkByType(const Value &value);
    void checkElements(const Value &value);
    void checkText(const Value &value);
    void checkInteger(const Value &value);
    void checkNumber(const Value &value);
    void checkBoolean(const Value &value);
    void checkDuration(const Value &value);
    void checkByteSize(const Value &value);
    void checkChoice(const Value &value);
    void checkPattern(const Value &value);
    void checkPath(const Value &value);
    void checkUrl(const Value &value);
    void checkTarget(const Value &value);
    void checkCron(const Value &value);
    void checkTimeZone(const Value &value);
    void checkRange(const Value &value, double number);
    void checkAmbiguous(const QJsonValue &json, const QString &pointer);

    bool requireString(const Value &value, const QString &wanted, const QString &remedy);
    void wrongType(const Value &value, const QString &wanted, const QString &remedy);

    ProblemReport &m_report;
    const SourceFolder *m_folder;
};

} // namespace Saltern
