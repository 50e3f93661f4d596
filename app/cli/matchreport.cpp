#include "app/cli/matchreport.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

namespace Saltern::Cli {

namespace {

QByteArray compact(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

// Control characters would break lines, or speak to the terminal.
bool isPlain(const QJsonValue &id)
{
    const QString text = id.toString();
    return id.isString() && std::all_of(text.begin(), text.end(), [](QChar character) {
               return character.category() != QChar::Other_Control;
           });
}

QJsonObject toJson(const ClauseVerdict &verdict)
{
    return {{QStringLiteral("path"), verdict.path},
            {QStringLiteral("pointer"), verdict.pointer},
            {QStringLiteral("clause"), verdict.clause},
            {QStringLiteral("matched"), verdict.matched},
            {QStringLiteral("seen"), verdict.seen},
            {QStringLiteral("sentence"), verdict.sentence}};
}

} // namespace

MatchReport::MatchReport(const std::vector<NamedPattern> &patterns, Form form)
    : m_patterns(patterns), m_form(form)
{
    for (const NamedPattern &named : patterns)
        m_names.push_back(form.json || !isPlain(named.id) ? compact(named.id)
                                                          : named.id.toString().toUtf8());
}

MatchReport::~MatchReport()
{
    flush();
}

void MatchReport::add(qint64 line, QByteArrayView event, const std::vector<quint32> &matches)
{
    if (m_form.json) {
        m_out += "{\"event\":" + QByteArray::number(line) + ",\"patterns\":[";
        addNames(matches, ",");
        m_out += ']';
        if (m_form.why)
            m_out += ",\"why\":" + compact(reasons(event, matches));
        m_out += "}\n";
    } else {
        m_out += QByteArray::number(line) + ": ";
        addNames(matches, ", ");
        m_out += matches.empty() ? "no match\n" : "\n";
        if (m_form.why)
            addReasons(event, matches);
    }
    constexpr qsizetype blockSize = 64 * 1024;
    if (m_out.size() >= blockSize)
        flush();
}

void MatchReport::flush()
{
    std::fwrite(m_out.constData(), 1, static_cast<std::size_t>(m_out.size()), stdout);
    std::fflush(stdout);
    m_out.clear();
}

void MatchReport::addNames(const std::vector<quint32> &matches, const char *separator)
{
    for (std::size_t i = 0; i < matches.size(); ++i) {
        if (i > 0)
            m_out += separator;
        m_out += m_names[matches[i]];
    }
}

void MatchReport::addReasons(QByteArrayView event, const std::vector<quint32> &matches)
{
    const QJsonArray why = reasons(event, matches);
    for (qsizetype i = 0; i < why.size(); ++i) {
        const QJsonObject reason = why.at(i).toObject();
        m_out += "  " + m_names[static_cast<std::size_t>(i)] + ": " +
                 reason.value(QLatin1StringView("sentence")).toString().toUtf8() + '\n';
        const QJsonArray clauses = reason.value(QLatin1StringView("clauses")).toArray();
        for (const QJsonValue &clause : clauses)
            m_out += (clause[QLatin1StringView("matched")].toBool() ? "    + " : "    - ") +
                     clause[QLatin1StringView("sentence")].toString().toUtf8() + '\n';
    }
}

QJsonArray MatchReport::reasons(QByteArrayView event, const std::vector<quint32> &matches) const
{
    const QJsonObject object = QJsonDocument::fromJson(event.toByteArray()).object();
    QJsonArray reasons;
    for (quint32 i = 0; i < m_patterns.size(); ++i) {
        const auto verdicts = explainPattern(m_patterns[i].pattern, object);
        const bool matched = std::binary_search(matches.begin(), matches.end(), i);
        QJsonArray clauses;
        for (const ClauseVerdict &verdict : verdicts)
            clauses.append(toJson(verdict));
        reasons.append(QJsonObject{{QStringLiteral("id"), m_patterns[i].id},
                                   {QStringLiteral("matched"), matched},
                                   {QStringLiteral("sentence"), explainOutcome(matched, verdicts)},
                                   {QStringLiteral("clauses"), clauses}});
    }
    return reasons;
}

} // namespace Saltern::Cli
