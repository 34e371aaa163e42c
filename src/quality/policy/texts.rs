//! What the texts hold that should not stand there, and what they leave out.

use super::{FindingLevel, Findings};
use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
use crate::model::policy::{Device, each_text};
use crate::quality::Said;

impl Findings {
    pub(super) fn mobile(&mut self, policy: &OperationPolicy) {
        if policy.policy.covers.contains(&Device::Mobile) && policy.mobile_units().next().is_none()
        {
            self.add(
                "mobile_without_rows",
                FindingLevel::Info,
                "installations".to_owned(),
                Said::new(
                    "이동형 기기를 다루는 방침인데 이동형 기기의 대수가 없습니다",
                    "covers mobile devices but states no number of them",
                ),
            );
        }
        for (index, method) in policy.processing_methods.iter().enumerate() {
            if !method.complete_in_text {
                self.add(
                    "text_cut_off",
                    FindingLevel::Warning,
                    format!("processing_methods[{index}]"),
                    Said::new(
                        "처리방법의 문장이 끝까지 적혀 있지 않습니다",
                        "the sentence on the processing method breaks off",
                    ),
                );
            }
        }
    }

    pub(super) fn personal_data(&mut self, policy: &OperationPolicy) {
        let document = serde_json::to_value(policy).unwrap_or_default();
        each_text(&document, "", &mut |path, text| {
            // A title is a word for an office; a name alone would stand there for a person, and so in the place of a
            // department.
            let context = if path.ends_with("title_ko") && path != "policy.title_ko" {
                Context::Person
            } else if path.ends_with("department_ko") {
                Context::Department
            } else {
                Context::Text
            };
            let withheld = withhold(text, context).1;
            if withheld.resident_numbers > 0 {
                self.add(
                    "resident_number",
                    FindingLevel::Error,
                    path.to_owned(),
                    Said::new(
                        "주민등록번호처럼 보이는 숫자가 있습니다. 지워야 합니다",
                        "holds what reads like a resident registration number, which must be withheld",
                    ),
                );
            }
            if withheld.emails > 0 {
                self.add(
                    "email",
                    FindingLevel::Warning,
                    path.to_owned(),
                    Said::new(
                        "전자우편 주소가 있습니다. 담당자 개인의 것이면 지우고 부서의 전화번호를 적습니다",
                        "holds an e-mail address; one of a person must be withheld, and the telephone of the department stated",
                    ),
                );
            }
            if withheld.names > 0 {
                self.add(
                    "personal_name",
                    FindingLevel::Warning,
                    path.to_owned(),
                    Said::new(
                        "사람 이름처럼 보이는 말이 있습니다. 직위만 적어도 됩니다 (시행령 제24조 제1항)",
                        "holds what reads like a person's name; the office alone is enough",
                    ),
                );
            }
        });
    }
}
