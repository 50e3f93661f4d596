#include "engine/base/nearestname.h"
#include "engine/pipeline/targetterm.h"

namespace Saltern {

namespace {

using Kind = TargetTerm::Kind;

struct Word
{
    QString text; // "(", ")", "and", a term...
    qsizetype offset = 0;
    bool isSign = false; // "(", ")", "and", "or", "not"
};

tl::unexpected<Error> fault(qsizetype offset, const QString &message, const QString &remedy)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("Character %1 of the target: %2").arg(offset + 1).arg(message),
                remedy,
                QString::number(offset));
}

bool isSignWord(const QString &text)
{
    return text == QLatin1StringView("and") || text == QLatin1StringView("or") ||
           text == QLatin1StringView("not");
}

/// Cuts the text into words. A parenthesis at the edge of a word is a sign of its own, unless it
/// belongs to one inside the word, as in E@web(1|2).
class Words
{
public:
    explicit Words(const QString &text) : m_text(text) {}

    std::vector<Word> read()
    {
        while (skipBlanks()) {
            if (m_text[m_at] == u'(' || m_text[m_at] == u')')
                addSign(1);
            else
                addTerm();
        }
        return std::move(m_words);
    }

private:
    bool skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        return m_at < m_text.size();
    }

    void addSign(qsizetype length)
    {
        m_words.push_back({m_text.mid(m_at, length), m_at, true});
        m_at += length;
    }

    void addTerm()
    {
        const qsizetype begin = m_at;
        const bool hasLetter = begin + 1 < m_text.size() && m_text[begin + 1] == u'@';
        const bool isList = !hasLetter || m_text[begin] == u'L';
        int open = 0;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c.isSpace() && !(isList && isAroundComma()))
                break;
            open += c == u'(' ? 1 : 0;
            if (c == u')' && --open < 0)
                break;
            m_at += c == u'\\' ? 2 : 1;
        }
        m_at = std::min(m_at, m_text.size());
        const QString text = m_text.mid(begin, m_at - begin).trimmed();
        m_words.push_back({text, begin, isSignWord(text)});
    }

    // "a, b" and "a ,b" are one list.
    bool isAroundComma() const
    {
        qsizetype before = m_at;
        while (m_text[before].isSpace())
            --before; // a word began before it
        qsizetype behind = m_at;
        while (behind < m_text.size() && m_text[behind].isSpace())
            ++behind;
        return behind < m_text.size() && (m_text[before] == u',' || m_text[behind] == u',');
    }

    const QString &m_text;
    qsizetype m_at = 0;
    std::vector<Word> m_words;
};

/// or-list of and-lists of terms, as everywhere: `not` binds most, then `and`.
class Parser
{
public:
    explicit Parser(const QString &text) : m_end(text.size()), m_words(Words(text).read()) {}

    Result<TargetTermPtr> parse()
    {
        auto whole = parseList(Kind::Or, 0);
        if (!whole || m_at == m_words.size())
            return whole;
        if (is(")"))
            return fault(offset(),
                         QStringLiteral("this parenthesis closes nothing."),
                         QStringLiteral("Remove it, or open one before it."));
        return fault(offset(),
                     QStringLiteral("\"%1\" follows without `and` or `or`.").arg(word()),
                     QStringLiteral("Write `and` or `or` before it; names in a list are separated "
                                    "by commas."));
    }

private:
    qsizetype offset() const { return m_at < m_words.size() ? m_words[m_at].offset : m_end; }
    QString word() const { return m_at < m_words.size() ? m_words[m_at].text.left(40) : QString(); }
    bool is(const char *sign) const
    {
        return m_at < m_words.size() && m_words[m_at].isSign &&
               m_words[m_at].text == QLatin1StringView(sign);
    }
    bool take(const char *sign)
    {
        const bool there = is(sign);
        m_at += there ? 1 : 0;
        return there;
    }

    Result<TargetTermPtr> parseList(Kind kind, int depth)
    {
        const auto parsePart = [&] {
            return kind == Kind::Or ? parseList(Kind::And, depth) : parseTerm(depth);
        };
        auto first = parsePart();
        const char *sign = kind == Kind::Or ? "or" : "and";
        if (!first || !is(sign))
            return first;
        auto list = std::make_shared<TargetTerm>();
        list->kind = kind;
        list->parts.push_back(*first);
        while (take(sign)) {
            auto next = parsePart();
            if (!next)
                return next;
            list->parts.push_back(*next);
        }
        return list;
    }

    Result<TargetTermPtr> parseTerm(int depth)
    {
        if (depth > maximumTargetDepth)
            return fault(
                offset(),
                QStringLiteral("more than %1 levels within one another.").arg(maximumTargetDepth),
                QStringLiteral("Write it flatter; labels make targets short."));
        if (take("not")) {
            auto denied = parseTerm(depth + 1);
            if (!denied)
                return denied;
            auto negation = std::make_shared<TargetTerm>();
            negation->kind = Kind::Not;
            negation->parts.push_back(*denied);
            return negation;
        }
        if (!is("("))
            return parseWord();
        const qsizetype opened = offset();
        ++m_at;
        auto inside = parseList(Kind::Or, depth + 1);
        if (inside && !take(")"))
            return fault(opened,
                         QStringLiteral("this parenthesis is never closed."),
                         QStringLiteral("Add the closing one."));
        return inside;
    }

    Result<TargetTermPtr> parseWord()
    {
        if (m_at == m_words.size() || m_words[m_at].isSign)
            return fault(offset(),
                         m_words.empty()
                             ? QStringLiteral("it names no host.")
                             : QStringLiteral("a name or another term is missing here."),
                         QStringLiteral("Write a host's name, a glob such as web*, or a term such "
                                        "as G@zone:edge; \"*\" is every host."));
        const Word &word = m_words[m_at++];
        if (word.text.size() < 2 || word.text[1] != u'@')
            return list(word, 0, Kind::Glob);
        switch (word.text[0].unicode()) {
        case u'L':
            return list(word, 2, Kind::Name);
        case u'E':
            return expression(word);
        case u'G':
            return label(word);
        default:
            return fault(word.offset,
                         QStringLiteral("there is no term \"%1\".").arg(word.text.left(2)),
                         QStringLiteral("There are E@ (regular expression), L@ (list of names) and "
                                        "G@ (label:value)."));
        }
    }

    static Result<TargetTermPtr> list(const Word &word, qsizetype from, Kind kind)
    {
        auto all = std::make_shared<TargetTerm>();
        all->kind = Kind::Or;
        qsizetype at = from;
        for (const QString &written : word.text.mid(from).split(u',')) {
            auto one = std::make_shared<TargetTerm>();
            one->kind = kind;
            one->text = written.trimmed();
            for (qsizetype i = 0; i < written.size(); ++i) {
                if (!isNameSign(written[i], kind))
                    return fault(word.offset + at + i,
                                 QStringLiteral("\"%1\" is in no host's name.").arg(written[i]),
                                 QStringLiteral("Names have letters, digits, '.', '_' and '-'; "
                                                "globs also *, ? and [...]."));
            }
            if (one->text.isEmpty())
                return fault(word.offset + at,
                             QStringLiteral("a name is missing in the list."),
                             QStringLiteral("Remove the comma, or write the name."));
            at += written.size() + 1;
            all->parts.push_back(std::move(one));
        }
        return all->parts.size() == 1 ? Result<TargetTermPtr>(all->parts.front()) : all;
    }

    static bool isNameSign(QChar c, Kind kind)
    {
        const bool plain = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'.' || c == u'_' ||
                                                 c == u'-' || c.isSpace());
        return plain || (kind == Kind::Glob && QStringView(u"*?[]!").contains(c));
    }

    static Result<TargetTermPtr> expression(const Word &word)
    {
        const QString pattern = word.text.mid(2);
        auto term = std::make_shared<TargetTerm>();
        term->kind = Kind::Expression;
        term->text = pattern;
        // The limits end expressions that would try for ages. PCRE takes the lower one when the
        // pattern names limits of its own.
        term->expression.setPattern(QStringLiteral("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=1000)") +
                                    QRegularExpression::anchoredPattern(pattern));
        const QRegularExpression alone(pattern);
        const bool isAloneValid = alone.isValid();
        if (pattern.isEmpty() || !isAloneValid || !term->expression.isValid())
            return fault(word.offset + 2 + std::max<qsizetype>(alone.patternErrorOffset(), 0),
                         pattern.isEmpty()
                             ? QStringLiteral("E@ without an expression.")
                             : QStringLiteral("the regular expression: %1.")
                                   .arg((isAloneValid ? term->expression : alone).errorString()),
                         QStringLiteral("Write it as in E@web[0-9]+; it is held against the whole "
                                        "name."));
        return term;
    }

    static Result<TargetTermPtr> label(const Word &word)
    {
        const qsizetype colon = word.text.indexOf(u':');
        if (colon <= 2 || colon == word.text.size() - 1)
            return fault(word.offset,
                         QStringLiteral("\"%1\" has no label and value.").arg(word.text.left(40)),
                         QStringLiteral("Write it as in G@zone:edge; G@zone:* is every host with "
                                        "that label."));
        auto term = std::make_shared<TargetTerm>();
        term->kind = Kind::Label;
        term->label = word.text.mid(2, colon - 2);
        term->text = word.text.mid(colon + 1);
        return term;
    }

    qsizetype m_end;
    std::vector<Word> m_words;
    std::size_t m_at = 0;
};

} // namespace

Result<TargetTermPtr> readTarget(const QString &text)
{
    if (text.size() > maximumTargetLength)
        return fault(maximumTargetLength,
                     QStringLiteral("it has more than %1 characters.").arg(maximumTargetLength),
                     QStringLiteral("Give the hosts a label and name that."));
    return Parser(text).parse();
}

} // namespace Saltern
