#pragma once

#include "app/cli/patternfile.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonArray>

namespace Saltern::Cli {

/// Writes to standard output what each event matched: a line of text, or one JSON object.
class MatchReport
{
public:
    struct Form
    {
        bool json = false;
        bool why = false; // explain every clause of every pattern
    };

    /// `patterns` outlives the report.
    MatchReport(const std::vector<NamedPattern> &patterns, Form form);
    ~MatchReport();
    MatchReport(const MatchReport &) = delete;
    MatchReport &operator=(const MatchReport &) = delete;

    /// `matches` are indexes of patterns, ascending.
    void add(qint64 line, QByteArrayView event, const std::vector<quint32> &matches);

    /// Output is collected in blocks; this writes what there is.
    void flush();

private:
    void addNames(const std::vector<quint32> &matches, const char *separator);
    void addReasons(QByteArrayView event, const std::vector<quint32> &matches);
    QJsonArray reasons(QByteArrayView event, const std::vector<quint32> &matches) const;

    const std::vector<NamedPattern> &m_patterns;
    const Form m_form;
    std::vector<QByteArray> m_names; // by pattern, ready to print
    QByteArray m_out;
};

} // namespace Saltern::Cli
